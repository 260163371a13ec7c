import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';

// The browser's build of Solid, the same for our code and for the form engine: the server's one does not react.
export default defineConfig({
  plugins: [solid()],
  resolve: { conditions: ['solid', 'browser', 'import', 'module', 'default'] },
  ssr: { resolve: { conditions: ['solid', 'browser', 'import', 'module', 'default'] } },
  // Vectors that both sides are tested on stand above this folder.
  server: { fs: { allow: ['..'] } },
  // Two cores: the default leaves one of them idle.
  test: { environment: 'node', maxWorkers: 2, server: { deps: { inline: [/solid-js/, /@getodk/] } } },
});
