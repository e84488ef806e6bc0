// Drives Debian's Chromium against a running server with the demo company (AMENDS_URL).
import path from 'node:path'
import { defineConfig } from '@playwright/test'

const build = path.join(import.meta.dirname, '../../build/e2e')

export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: path.join(build, 'results'),
  workers: 2,
  fullyParallel: true,
  // Machines that build are busy machines.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['line']],
  use: {
    baseURL: process.env['AMENDS_URL'] ?? 'http://127.0.0.1:8080',
    locale: 'en-GB',
    actionTimeout: 60_000,
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    launchOptions: {
      // Without windows it takes two thirds of the time of the whole browser.
      executablePath: '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'sign-in', testMatch: 'sign_in.setup.ts' },
    { name: 'desk', testMatch: '*.spec.ts', dependencies: ['sign-in'] },
  ],
})
