/** Builds the editor into dist/editor, where the server finds it. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: { outDir: '../dist/editor', emptyOutDir: true, target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
});
