import { beforeEach, expect, test, vi } from 'vitest';

type Handler = (event: object) => void;

/** The caches of the origin: name → path → answer. */
let stored: Map<string, Map<string, string>>;
let windows: number;
let handlers: Map<string, Handler>;

const found = (files: Map<string, string> | undefined, path: string) => Promise.resolve(files?.get(path));

async function start(version: string): Promise<void> {
  handlers = new Map();
  vi.resetModules();
  vi.stubGlobal('__VERSION__', version);
  vi.stubGlobal('__FILES__', ['/tablette/', `/tablette/assets/chunk-${version}.js`]);
  vi.stubGlobal('Request', class { constructor(readonly url: string) {} });
  vi.stubGlobal('fetch', () => Promise.resolve('network'));
  vi.stubGlobal('self', {
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
    location: { origin: 'https://palier.test' },
    clients: { matchAll: () => Promise.resolve(Array.from({ length: windows }, () => ({}))), claim: () => Promise.resolve() },
  });
  vi.stubGlobal('caches', {
    open: (name: string) => {
      const files = stored.get(name) ?? new Map<string, string>();
      stored.set(name, files);
      const addAll = (requests: { url: string }[]) => {
        for (const { url } of requests) files.set(url, version);
        return Promise.resolve();
      };
      return Promise.resolve({ addAll, match: (path: string) => found(files, path) });
    },
    keys: () => Promise.resolve([...stored.keys()]),
    delete: (name: string) => Promise.resolve(stored.delete(name)),
    match: (path: string) => found([...stored.values()].find((files) => files.has(path)), path),
  });
  await import('./service-worker');
}

async function happens(name: string): Promise<void> {
  let until: Promise<unknown> = Promise.resolve();
  handlers.get(name)!({ waitUntil: (work: Promise<unknown>) => { until = work; } });
  await until;
}

function ask(path: string, mode = 'cors', method = 'GET'): unknown {
  let answer: unknown = 'left alone';
  handlers.get('fetch')!({ request: { method, mode, url: `https://palier.test${path}` }, respondWith: (given: unknown) => { answer = given; } });
  return answer;
}

beforeEach(async () => {
  stored = new Map();
  windows = 1;
  await start('1');
  await happens('install');
  await happens('activate');
});

test('starts the app from its own cache, whatever stands behind the address', async () => {
  for (const path of ['/tablette/', '/tablette/?source=pwa', '/tablette/#token', '/tablette/elsewhere']) expect(await ask(path, 'navigate')).toBe('1');
  expect(await ask('/tablette/assets/chunk-1.js')).toBe('1');
  expect(await ask('/tablette/assets/chunk-0.js')).toBe('network');
});

test('leaves the server’s own calls alone', async () => {
  expect(await ask('/api/v1/changes')).toBe('left alone');
  expect(await ask('/tablette/', 'cors', 'POST')).toBe('left alone');
});

test('a new version drops the one before, unless another window still runs on it', async () => {
  windows = 2;
  await start('2');
  await happens('install');
  await happens('activate');
  expect(await ask('/tablette/', 'navigate')).toBe('2');
  expect(await ask('/tablette/assets/chunk-1.js')).toBe('1');
  windows = 1;
  await start('3');
  await happens('install');
  await happens('activate');
  expect([...stored.keys()]).toEqual(['palier-3']);
});
