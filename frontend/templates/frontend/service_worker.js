{% load static %}/* Keeps the offline page of each language and the styles, and nothing else: a page with prices always comes from the shop. */
"use strict";
const SHEET = "{% static 'frontend/css/shop.css' %}";
const PAGES = { {% for language, url in pages.items %}"{{ language }}": "{{ url }}"{% if not forloop.last %}, {% endif %}{% endfor %} };
// The address of the sheet changes with its content, and the name of the store with it.
const STORE = "offline " + SHEET;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STORE).then((store) => store.addAll([SHEET, ...Object.values(PAGES)])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== STORE).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    const page = PAGES[url.pathname.split("/")[1]] || PAGES.fr;
    event.respondWith(fetch(event.request).catch(() => caches.match(page)));
  } else if (url.pathname === SHEET) {
    event.respondWith(fetch(event.request).catch(() => caches.match(SHEET)));
  }
});
