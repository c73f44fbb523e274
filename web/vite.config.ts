import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The pages; the server serves `web/dist`. In development `vite` passes API and sockets to a server on 8080. */
export default defineConfig({
  root: new URL('.', import.meta.url).pathname,
  base: '/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1500 },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080', '/socket.io': { target: 'http://127.0.0.1:8080', ws: true } },
  },
});
