/* Records a voice in the page; without it a file can be handed in. */
(() => {
  "use strict";
  if (!navigator.mediaDevices || !window.MediaRecorder) return;
  // A sentence, not a speech: the recording ends by itself.
  const LONGEST_MS = 30000;

  document.querySelectorAll("[data-recorder]").forEach((form) => {
    const button = form.querySelector("[data-record]");
    const file = form.querySelector("input[type=file]");
    const words = button.querySelector("[data-words]");
    let recorder = null;
    button.hidden = false;

    const start = async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const parts = [];
      recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32000 });
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        const held = new DataTransfer();
        held.items.add(new File(parts, "voice", { type: recorder.mimeType }));
        file.files = held.files;
        form.requestSubmit();
      });
      recorder.start();
      button.setAttribute("aria-pressed", "true");
      words.textContent = words.dataset.words;
      setTimeout(() => { if (recorder.state === "recording") recorder.stop(); }, LONGEST_MS);
    };

    button.addEventListener("click", () => {
      if (recorder && recorder.state === "recording") recorder.stop();
      else start().catch(() => { button.hidden = true; });
    });
  });
})();
