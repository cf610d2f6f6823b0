/* Comfort only: every page does its work without this file. */
(() => {
  "use strict";
  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target.closest && event.target.closest(selector);
      if (found) act(found, event);
    });

  // Quantities count in place; the buttons stay submit buttons where there is no script.
  on("click", "[data-quantity] button", (button, event) => {
    const field = button.parentElement.querySelector("input");
    const form = button.form;
    if (form && form.hasAttribute("data-submits")) return;
    event.preventDefault();
    if (Number(button.value) < 0) field.stepDown(); else field.stepUp();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // The big keys of the portal.
  document.querySelectorAll("[data-pad] .pad__key").forEach((key) => { key.hidden = false; });
  on("click", "[data-pad] .pad__key", (key) => {
    const pad = key.closest("[data-pad]");
    const field = pad.querySelector("input");
    const digits = Number(pad.dataset.digits);
    if (key.value === "undo") field.value = field.value.slice(0, -1);
    else if (key.value === "," && (field.value === "" || field.value.includes(","))) return;
    else if (digits && (field.value.split(",")[1] || "").length >= digits) return;
    else if (field.value.length < 9) field.value += key.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Menus and dialogs made of <details>: Escape and a click beside them close them.
  const close = (drawer) => { drawer.open = false; drawer.querySelector("summary").focus(); };
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".drawer--menu[open], .drawer--dialog[open]");
    if (open) close(open);
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll(".drawer--menu[open], .drawer--dialog[open]").forEach((drawer) => {
      if (!drawer.contains(event.target)) drawer.open = false;
    });
  });

  // A second press on a send button while the first is on its way sends nothing more.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 4000) event.preventDefault();
    form.dataset.sent = String(Date.now());
  });

  // Suggestions while writing: asked for after a short rest, walked through with the arrow keys, closed by Escape.
  const field = document.querySelector("[data-suggest]");
  const list = document.getElementById("suggestions");
  if (field && list) {
    let rest = 0;
    const hide = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); };
    const show = async () => {
      const words = field.value.trim();
      if (words.length < 2) { hide(); return; }
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
      if (!answer || !answer.ok || field.value.trim() !== words) return;
      list.innerHTML = await answer.text();
      list.hidden = !list.querySelector("a");
      field.setAttribute("aria-expanded", String(!list.hidden));
    };
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-controls", "suggestions");
    hide();
    field.addEventListener("input", () => { clearTimeout(rest); rest = setTimeout(show, 180); });
    field.form.addEventListener("keydown", (event) => {
      const links = list.hidden ? [] : [...list.querySelectorAll("a")];
      if (event.key === "Escape") { hide(); field.focus(); }
      if (!links.length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      event.preventDefault();
      const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      (next < 0 ? field : links[Math.min(next, links.length - 1)]).focus();
    });
    document.addEventListener("focusin", (event) => { if (!field.form.contains(event.target)) hide(); });
  }

  // Without a network a phone shows a page that says so; see frontend/views/offline.py.
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});

  on("click", "[data-print]", () => window.print());
  // One voice at a time: a recording, or where there is none the browser's own if it speaks the language.
  let playing = null;
  document.querySelectorAll("[data-listen]").forEach((button) => { button.hidden = false; });
  on("click", "[data-listen]", (button) => {
    if (playing) playing.pause();
    playing = new Audio(button.dataset.listen);
    playing.play().catch(() => { button.hidden = true; });
  });
  const spoken = document.querySelectorAll("[data-say]");
  const speaker = spoken.length ? window.speechSynthesis : null;
  if (speaker) {
    const voice = (language) => speaker.getVoices().find((each) => each.lang.toLowerCase().startsWith(language));
    const reveal = () => spoken.forEach((button) => { button.hidden = !voice(button.dataset.language); });
    reveal();
    speaker.addEventListener?.("voiceschanged", reveal);
    on("click", "[data-say]", (button) => {
      const words = new SpeechSynthesisUtterance(button.dataset.say);
      words.voice = voice(button.dataset.language);
      words.lang = words.voice.lang;
      speaker.cancel();
      speaker.speak(words);
    });
  }
  on("click", "[data-dismiss]", (button) => button.closest(".toast").remove());
  document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=checkbox]").forEach((field) => {
    field.addEventListener("change", () => field.form.requestSubmit());
  });

  // The first page brings its style sheet along; once the file is kept under its own address, the next ones link to it.
  const brought = document.querySelector("style[data-sheet]");
  if (brought) addEventListener("load", () => fetch(brought.dataset.sheet, { priority: "low" }).then((answer) => {
    if (!answer.ok) return null;
    const name = brought.dataset.sheet.split("/").pop();
    const secure = location.protocol === "https:" ? ";secure" : "";
    return answer.text().then(() => { document.cookie = `sheet=${name};path=/;max-age=31536000;samesite=lax${secure}`; });
  }).catch(() => null));
})();
