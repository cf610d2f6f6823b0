/*
 * For gloved hands: sounds that can be silenced, keys instead of the mouse, the phone's camera as a scanner, and scans that
 * are checked against the list on the page while there is no network. Comfort only: each page works without it.
 */
(() => {
  "use strict";
  const SILENT = "station-silent";
  const switchButton = document.querySelector("[data-sound]");
  const isSilent = () => window.localStorage.getItem(SILENT) === "1";
  const tell = () => {
    if (!switchButton) return;
    switchButton.hidden = false;
    switchButton.setAttribute("aria-pressed", String(!isSilent()));
  };
  const TONES = { good: [[880, 0], [1320, 0.09]], bad: [[220, 0], [160, 0.18]] };
  let sound = null;
  const play = (which) => {
    if (isSilent() || !window.AudioContext) return;
    sound = sound || new AudioContext();
    TONES[which].forEach(([pitch, after]) => {
      const tone = sound.createOscillator();
      const volume = sound.createGain();
      volume.gain.value = 0.15;
      tone.frequency.value = pitch;
      tone.connect(volume).connect(sound.destination);
      tone.start(sound.currentTime + after);
      tone.stop(sound.currentTime + after + (which === "good" ? 0.08 : 0.16));
    });
  };
  if (switchButton) {
    switchButton.addEventListener("click", () => {
      window.localStorage.setItem(SILENT, isSilent() ? "0" : "1");
      tell();
      play("good");
    });
  }
  tell();
  if (document.querySelector(".alert--danger, .field__error")) play("bad");
  else if (document.querySelector(".station-messages .alert--success")) play("good");
  document.addEventListener("queue:sent", () => play("good"));
  document.addEventListener("queue:refused", () => play("bad"));

  // Keys: "/" goes to the scanner's field, "+" presses the one big button of the page.
  const field = document.querySelector("form.scan input[name=code]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    if (event.key === "/" && field) { event.preventDefault(); field.focus(); }
    const main = document.querySelector("[data-main]");
    if (event.key === "+" && main) { event.preventDefault(); main.click(); }
  });
  if (field && window.matchMedia("(pointer: fine)").matches) field.focus();

  // A scan that is on the page's list is a tap on its button: so it waits in the queue like any tap.
  const listed = (code) => {
    const wanted = code.trim().toUpperCase();
    const forms = [...document.querySelectorAll("form[data-codes]")].filter((form) => !form.closest(".is-waiting"));
    return forms.find((form) => form.dataset.codes.toUpperCase().split(" ").includes(wanted));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.scan") || !field || !window.indexedDB) return;
    const found = listed(field.value);
    if (!found && navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const where = form.querySelector("[data-unknown]");
    if (where) where.hidden = Boolean(found);
    field.value = "";
    if (!found) { play("bad"); return; }
    found.requestSubmit(found.querySelector("button"));
  }, true);

  // The camera, where the browser reads barcodes itself.
  if (!field || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const opener = document.querySelector("[data-camera]");
  if (!opener) return;
  opener.hidden = false;
  let stream = null;
  const view = document.querySelector("[data-camera-view]");
  const stop = () => {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    view.hidden = true;
    opener.setAttribute("aria-expanded", "false");
  };
  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(view).catch(() => []);
    if (!found) { window.requestAnimationFrame(() => look(detector)); return; }
    stop();
    field.value = found.rawValue;
    field.form.requestSubmit();
  };
  opener.addEventListener("click", async () => {
    if (stream) { stop(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch { play("bad"); return; }
    view.srcObject = stream;
    view.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    await view.play();
    look(new BarcodeDetector());
  });
})();
