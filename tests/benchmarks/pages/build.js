// node build.js: builds the pages, in a temporary copy of this folder whose node_modules are those of static/.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
await build({
  configFile: false,
  root: here,
  base: '/benchmark/',
  logLevel: 'warn',
  resolve: { alias: { '@tablet': process.argv[2] }, conditions: ['browser'] },
  worker: { format: 'es' },
  build: { outDir: 'out', target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, rollupOptions: { input: ['bare.html', 'directory.html', 'prime.html', 'seal.html'] } },
});
