/*
 * Keeps the pages of drivers and of the hub's walk, and what they are drawn with, for when there is no network. The network
 * comes first: a kept page is shown only when nothing answers. Signing in or out empties the cupboard.
 */
"use strict";
const CUPBOARD = "market-stations-1";
const PAGES = /^\/[a-z]{2,3}\/(driver\/$|hub\/waves\/\d+\/$|hub\/inbound\/(\d+\/)?$)/;
const DOORS = /^\/[a-z]{2,3}\/account\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (DOORS.test(address.pathname)) { event.waitUntil(caches.delete(CUPBOARD)); return; }
  if (request.method !== "GET") return;
  const isPage = request.mode === "navigate" && PAGES.test(address.pathname);
  if (!isPage && !address.pathname.startsWith("/static/")) return;
  event.respondWith((async () => {
    const cupboard = await caches.open(CUPBOARD);
    try {
      const answer = await fetch(request);
      if (answer.ok && !answer.redirected) await cupboard.put(request, answer.clone());
      return answer;
    } catch (error) {
      const kept = await cupboard.match(request);
      if (kept) return kept;
      throw error;
    }
  })());
});
