/**
 * Starts the app without a network. The list of files is written in by the build: a new build is a new worker with its own
 * cache, which waits until the screens let it take over. The old one stays whole as long as another window may run on it.
 */
declare const __FILES__: readonly string[];
declare const __VERSION__: string;

const worker = self as unknown as ServiceWorkerGlobalScope;

const CACHE = `palier-${__VERSION__}`;
const START = '/tablette/';

worker.addEventListener('install', (event) => {
  event.waitUntil(fill());
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || !url.pathname.startsWith(START)) return;
  event.respondWith(answer(request, url));
});

/** All or nothing: one file missing, and this version is not installed. */
async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'reload' })));
}

/** One window is the one that asked for the new version and starts again in it; what others still need goes the next time. */
async function dropOlder(): Promise<void> {
  const windows = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (windows.length > 1) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('palier-') && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(CACHE);
  const path = request.mode === 'navigate' ? START : url.pathname;
  return (await cache.match(path)) ?? (await caches.match(path)) ?? fetch(request);
}

export {};
