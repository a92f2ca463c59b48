import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The client kit from its sources, which need no build of their own. */
const kit = (file: string) => join(import.meta.dirname, '../../client/src', file);

/** `npm start` in the root, for `npm run dev` here. */
const gateway = 'http://127.0.0.1:4000';

// oxlint-disable-next-line import/no-default-export
export default defineConfig({
  base: '/app/',
  plugins: [react()],
  resolve: {
    alias: [
      { find: /^mx-graphql-gateway-client$/, replacement: kit('main.ts') },
      { find: /^mx-graphql-gateway-client\/react$/, replacement: kit('react/main.ts') },
      {
        find: /^mx-graphql-gateway-client\/operations$/,
        replacement: kit('generated/operations.ts'),
      },
    ],
    dedupe: ['react'],
  },
  build: {
    // Nothing inline: the page's policy allows no inline script, and hashes in names do the caching.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // The packages in the bundle are passed on with their notices.
    license: { fileName: 'licences.md' },
  },
  server: {
    proxy: {
      '/graphql': { target: gateway, ws: true },
      '/app/session': gateway,
      '/sandbox/control': gateway,
    },
  },
});
