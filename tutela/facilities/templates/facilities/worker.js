{% load static %}"use strict";
const KEPT = "tutela-inspections-1";
const PAGE = "{% url 'inspection_offline' %}";
const FILES = ["{% static 'facilities/offline.js' %}", "{% static 'ui/contrast.css' %}", "{% static 'ui/components.css' %}", "{% static 'ui/lists.css' %}", "{% static 'ui/forms.css' %}", "{% static 'ui/staff.css' %}", "{% static 'ui/staff.js' %}", "{% static 'ui/icon.svg' %}", "{% static 'ui/vendor/tabler/tabler.min.css' %}", "{% static 'ui/vendor/tabler/tabler.rtl.min.css' %}", "{% static 'ui/vendor/htmx/htmx.min.js' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([PAGE, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

// Only the page without content and its files; everything else goes to the network as if there were no worker.
self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === PAGE) event.respondWith(page(event.request));
  else if (FILES.includes(address.pathname)) event.respondWith(file(event.request));
});

async function page(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(PAGE, answer.clone());
    return answer;
  } catch {
    return kept.match(PAGE);
  }
}

async function file(request) {
  const kept = await caches.open(KEPT);
  return (await kept.match(request.url)) || fetch(request);
}
