// Builds everything a browser gets: the tablet app, the office scripts and style, and the map's Leaflet.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';
import solid from 'vite-plugin-solid';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const assets = join(here, '..', 'outreach', 'web', 'assets');
const mapAssets = join(here, '..', 'maps', 'assets');
const common = { configFile: false, root: here, logLevel: 'warn' };

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

async function buildTablet() {
  const out = join(assets, 'tablette');
  await build({
    ...common,
    root: join(here, 'tablet'),
    base: '/tablette/',
    plugins: [solid()],
    worker: { format: 'es' },
    build: { outDir: out, emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  });
  await writeServiceWorker(out);
}

// The precache list is written into the worker, so a new build is a new worker, and the old one stays whole until it is replaced.
async function writeServiceWorker(out) {
  const files = await filesUnder(out);
  const version = createHash('sha256');
  for (const file of files) version.update(file).update(await readFile(join(out, file)));
  const source = await build({
    ...common,
    define: {
      __FILES__: JSON.stringify(files.map((file) => (file === 'index.html' ? '/tablette/' : `/tablette/${file}`))),
      __VERSION__: JSON.stringify(version.digest('hex').slice(0, 16)),
    },
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: join(here, 'tablet/src/worker/service-worker.ts'), formats: ['es'], fileName: 'service-worker' },
    },
  });
  const [bundle] = Array.isArray(source) ? source : [source];
  await writeFile(join(out, 'service-worker.js'), bundle.output[0].code);
}

async function buildOffice() {
  await build({
    ...common,
    base: '/assets/office/',
    plugins: [solid()],
    worker: { format: 'es', rolldownOptions: { output: { entryFileNames: '[name]-[hash].js' } } },
    build: {
      outDir: join(assets, 'office'),
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: {
        input: { office: join(here, 'office/src/main.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', assetFileNames: '[name][extname]' },
      },
    },
  });
}

// The tablet's screens on one form, for the coordination: they are not part of the app, whose service worker keeps every file of its folder.
async function buildPreview() {
  await build({
    ...common,
    root: join(here, 'tablet'),
    base: '/assets/apercu/',
    publicDir: false,
    plugins: [solid()],
    worker: { format: 'es' },
    build: {
      outDir: join(assets, 'apercu'),
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      cssCodeSplit: false,
      rollupOptions: {
        input: { form: join(here, 'tablet/preview/form.tsx') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'assets/[name]-[hash].js', assetFileNames: (asset) => (asset.names.some((name) => name.endsWith('.css')) ? 'form.css' : 'assets/[name]-[hash][extname]') },
      },
    },
  });
}

async function copyMark() {
  await cp(join(here, 'design/mark.svg'), join(assets, 'office/mark.svg'));
}

async function copyMapAssets() {
  await rm(mapAssets, { recursive: true, force: true });
  await mkdir(mapAssets, { recursive: true });
  const leaflet = join(here, 'node_modules/leaflet/dist');
  for (const name of ['leaflet.js', 'leaflet.css']) await cp(join(leaflet, name), join(mapAssets, name));
  await cp(join(leaflet, '../LICENSE'), join(mapAssets, 'leaflet.LICENSE'));
  const tiles = join(here, 'node_modules/protomaps-leaflet');
  await cp(join(tiles, 'dist/protomaps-leaflet.js'), join(mapAssets, 'protomaps-leaflet.js'));
  await cp(join(tiles, 'LICENSE'), join(mapAssets, 'protomaps-leaflet.LICENSE'));
}

const only = process.argv[2];
const steps = { tablet: buildTablet, preview: buildPreview, office: () => buildOffice().then(copyMark), maps: copyMapAssets };
for (const [name, step] of Object.entries(steps)) if (!only || only === name) await step();
