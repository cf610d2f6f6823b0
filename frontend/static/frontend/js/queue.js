/*
 * What is tapped without a network is kept on this phone (IndexedDB), with the moment of the tap, and sent once there is
 * one; its key makes a second sending harmless. Without this file, or without IndexedDB, the forms are plain forms.
 */
(() => {
  "use strict";
  const panel = document.querySelector("[data-queue-panel]");
  if (!panel || !window.indexedDB || !window.FormData) return;
  const list = panel.querySelector("[data-queue-list]");
  const PAUSE = 15000;

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("market-queue", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("acts", { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const store = async (mode, act) => {
    const base = await opened;
    return new Promise((resolve, reject) => {
      const asked = act(base.transaction("acts", mode).objectStore("acts"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  };
  const all = () => store("readonly", (acts) => acts.getAll());
  const put = (row) => store("readwrite", (acts) => acts.put(row));
  const forget = (id) => store("readwrite", (acts) => acts.delete(id));

  const line = (row) => {
    const item = document.createElement("li");
    const words = document.createElement("p");
    const at = new Date(row.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const what = document.createElement("bdi");
    what.textContent = `${row.label} · ${at}`;
    words.append(what, " ", row.conflict ? `${panel.dataset.conflict} ${row.conflict}` : (row.note || panel.dataset.pending));
    item.append(words);
    if (row.conflict) {
      item.className = "alert alert--danger";
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = panel.dataset.forget;
      button.addEventListener("click", async () => { await forget(row.id); await show(); });
      item.append(button);
    }
    return item;
  };
  const show = async () => {
    const rows = await all();
    list.replaceChildren(...rows.map(line));
    panel.querySelector("[data-queue-count]").textContent = String(rows.length);
    panel.hidden = rows.length === 0;
    const waiting = new Set(rows.filter((row) => !row.conflict).map((row) => row.label));
    const refused = new Set(rows.filter((row) => row.conflict).map((row) => row.label));
    document.querySelectorAll("form[data-queue]").forEach((form) => {
      const card = form.closest("[data-stop]");
      const waits = waiting.has(form.dataset.queue);
      if (card) card.classList.toggle("is-waiting", waits);
      if (!refused.has(form.dataset.queue) || !form.dataset.kept) return;
      // Refused: what was typed is still there to be mended and sent again.
      delete form.dataset.kept;
      form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
    });
    document.dispatchEvent(new CustomEvent("queue:shown", { detail: rows.length }));
  };

  const send = async (row) => {
    const body = new FormData();
    row.entries.forEach(([name, value]) => body.append(name, value));
    const answer = await fetch(row.url, {
      method: "POST", body, redirect: "manual", credentials: "same-origin", headers: { "X-Queued": "1" },
    });
    // A redirect leads to the door: whoever is signed out signs in, and it is sent then.
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      await put({ ...row, note: panel.dataset.signedOut });
      return false;
    }
    if (answer.ok) { await forget(row.id); return true; }
    if (answer.status >= 500 || answer.status === 429) return false;
    const told = await answer.json().catch(() => ({}));
    await put({ ...row, conflict: told.text || `HTTP ${answer.status}` });
    document.dispatchEvent(new Event("queue:refused"));
    return true;
  };

  let busy = false;
  const flush = async () => {
    if (busy) return;
    busy = true;
    let sent = 0;
    try {
      for (const row of await all()) {
        if (row.conflict) continue;
        if (!await send(row)) break;
        sent += 1;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;  // no network: fetch says so with a TypeError
    } finally {
      busy = false;
    }
    await show();
    const rows = await all();
    if (!sent) return;
    document.dispatchEvent(new Event("queue:sent"));
    if (!rows.length) window.setTimeout(() => window.location.reload(), 350);
  };

  // After the handlers of market.js: a press that they stopped is none.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-queue]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.kept) return;
    form.dataset.kept = "1";
    const data = new FormData(form, event.submitter);
    const at = new Date().toISOString();
    data.set("tapped_at", at);
    const entries = [...data.entries()].filter(([, value]) => !(value instanceof File) || value.size);
    await put({ url: form.action, entries, label: form.dataset.queue, at });
    form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
    await show();
    await flush();
  });
  window.addEventListener("online", flush);
  window.setInterval(flush, PAUSE);
  show().then(flush);

  if ("serviceWorker" in navigator && panel.dataset.worker) {
    // For this desk alone (/fr/hub/): the rest of the site has a worker of its own, and a page has only one.
    const scope = `${window.location.pathname.split("/").slice(0, 3).join("/")}/`;
    navigator.serviceWorker.register(panel.dataset.worker, { scope }).catch(() => undefined);
  }
})();
