import { defineConfig } from "vitest/config";

// Processes are killed here and leases run out, which takes 30 s each: apart from `npm test`, and several files at once, for they mostly wait.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["tests/crash/**/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/fail-on-leaks.ts"],
    globals: false,
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
  },
});
