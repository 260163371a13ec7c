// node build.js VITE: builds both pages, in a temporary copy of this folder where npm has installed what package.json names.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { build } = await import(pathToFileURL(process.argv[2]));
const here = dirname(fileURLToPath(import.meta.url));
const core = join(here, 'node_modules/enketo-core');
const replaced = { config: 'config.js', widgets: 'src/js/widgets.js', translator: 'src/js/fake-translator.js', dialog: 'src/js/fake-dialog.js', 'file-manager': 'src/js/file-manager.js', 'xpath-evaluator-binding': 'src/js/xpath-evaluator-binding.js' };
await build({
  configFile: false,
  root: here,
  base: '/benchmark/',
  logLevel: 'error',
  resolve: { conditions: ['browser'], alias: Object.fromEntries(Object.entries(replaced).map(([name, file]) => [`enketo/${name}`, join(core, file)])) },
  build: { outDir: 'out', target: 'es2023', modulePreload: { polyfill: false }, rollupOptions: { input: ['form.html', 'transform.html'] } },
});
