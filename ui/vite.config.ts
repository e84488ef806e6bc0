// One project, one entry per kind of person. The server gives out dist/ as it is.
import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { filesPlugin } from './build/files_plugin.ts'
import { firstChunks } from './build/first_chunks.ts'
import { mantineCssPlugin } from './build/mantine_css_plugin.ts'

const here = import.meta.dirname

export default defineConfig({
  root: here,
  appType: 'mpa',
  resolve: { alias: { '@': path.join(here, 'src') } },
  plugins: [react(), mantineCssPlugin(), filesPlugin()],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    // The page's policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        desk: path.join(here, 'index.html'),
        courier: path.join(here, 'courier/index.html'),
        portal: path.join(here, 'portal/index.html'),
      },
      output: {
        codeSplitting: {
          groups: [
            firstChunks(),
            // Libraries that the same lazy screens share go together; crumbs go with their neighbours.
            {
              name: 'shared',
              test: /node_modules/,
              minShareCount: 2,
              entriesAware: true,
              entriesAwareMergeThreshold: 6_000,
              priority: 1,
            },
          ],
        },
        // Shared chunks would be named after all screens that share them.
        chunkFileNames: ({ name }) => `assets/${name.startsWith('shared') ? 'shared' : '[name]'}-[hash].js`,
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env['AMENDS_URL'] ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'happy-dom',
    include: ['{src,courier}/**/*.test.{ts,tsx}'],
    maxWorkers: 2,
    testTimeout: 30_000,
  },
})
