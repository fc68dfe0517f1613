// Keeps the app's files on the phone. Every file's name contains the hash of its bytes, so one cache serves all versions.
const CACHE = 'tungnha';
const PAGE = '{{index.html}}';
const SHELL = {{shell}};
const PACK = {{pack}};

const address = (path) => new URL(path, self.registration.scope).href;

async function keep(paths) {
  const cache = await caches.open(CACHE);
  for (const path of paths) {
    if (await cache.match(address(path))) continue;
    const answer = await fetch(address(path));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await cache.put(address(path), answer);
  }
}

async function dropOldFiles() {
  const wanted = new Set([...SHELL, ...PACK].map(address));
  const cache = await caches.open(CACHE);
  for (const request of await cache.keys()) {
    if (!wanted.has(request.url)) await cache.delete(request);
  }
  await self.clients.claim();
}

async function answer(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address(path))) ?? fetch(request);
}

// A new version is offered only when all of it is here, because the phone may have no signal when it is accepted.
const wholeOrShell = () => (self.registration.active ? [...SHELL, ...PACK] : SHELL);

self.addEventListener('install', (event) => event.waitUntil(keep(wholeOrShell())));
self.addEventListener('activate', (event) => event.waitUntil(dropOldFiles()));

self.addEventListener('message', (event) => {
  // The app sends this after the first sync, and when someone accepts a new version.
  if (event.data === 'keep-pack') event.waitUntil(keep(PACK));
  if (event.data === 'take-over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const scope = new URL(self.registration.scope);
  // Requests outside the app's own folder, above all to the API, go to the network unchanged.
  if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
  const path = url.pathname.slice(scope.pathname.length);
  if (request.mode === 'navigate') event.respondWith(answer(PAGE, request));
  else if (SHELL.includes(path) || PACK.includes(path)) event.respondWith(answer(path, request));
});
