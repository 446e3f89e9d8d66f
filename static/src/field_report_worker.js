// The service worker of the form, for /phan-anh/ alone: opens the form without a connection, and sends what waits when the
// line is back. It keeps the empty form and its static files, never a page of a report and nothing of a private link.
import { deliverAll } from "./report_form/deliver.js";

const FORM = "/phan-anh/gui/";
const CACHE = "phan-anh-1";
const STATIC = /(?:href|src)="(\/static\/[^"#]+)/g;
const MAP = /data-map-(?:script|style)="(\/static\/[^"]+)"/g;

async function refresh() {
  const page = await fetch(FORM, { cache: "no-store" });
  if (!page.ok) return;
  const text = await page.clone().text();
  const cache = await caches.open(CACHE);
  const files = [...text.matchAll(STATIC), ...text.matchAll(MAP)].map((found) => found[1]);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== FORM && !files.includes(pathname)) await cache.delete(request);
  }
  await cache.put(FORM, page);
  await Promise.allSettled([...new Set(files)].map((file) => cache.add(file)));
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(refresh().catch(() => {}));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  const isForm = request.mode === "navigate" && url.pathname === FORM;
  if (!isForm && !url.pathname.startsWith("/static/")) return;
  const kept = async () => (await caches.match(isForm ? FORM : request, { ignoreSearch: isForm })) ?? Response.error();
  event.respondWith(fetch(request).catch(kept));
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "gui-phan-anh") return;
  const tell = async () => {
    await deliverAll(FORM);
    for (const client of await self.clients.matchAll()) client.postMessage("sent");
  };
  event.waitUntil(tell());
});
