import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = 'http://127.0.0.1:7400';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing as a data: address: the page's policy takes fonts and images from the server only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // One chunk, so that zod is told not to try eval before any other chunk makes a schema.
            { name: 'zod', test: /node_modules\/zod\/|api\/jitless\.ts$/, priority: 2 },
            { name: 'vendor', test: /node_modules\//, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': server, '/healthz': server } },
});
