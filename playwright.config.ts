import { defineConfig } from "@playwright/test";

/**
 * Browser tests run against an instance that `npm test` has started and seeded; its address, state folder and browser
 * come by environment (scripts/test.mjs).
 */
export default defineConfig({
  testDir: "e2e/specs",
  outputDir: "test-results",
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/report.json" }]],
  forbidOnly: true,
  use: {
    baseURL: process.env.MF_E2E_URL ?? "http://localhost:3000",
    locale: "en-GB",
    actionTimeout: 30_000,
    trace: "retain-on-failure",
    launchOptions: { ...(process.env.MF_CHROMIUM && { executablePath: process.env.MF_CHROMIUM }) },
  },
});
