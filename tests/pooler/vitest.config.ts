import { defineConfig } from "vitest/config";

// Needs a pooler in front of an own PostgreSQL (OVERTEN_TEST_POSTGRES, OVERTEN_TEST_POOLER): apart from `npm test`. The server's tests that follow a
// delivery or a task from end to end run through it too.
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["tests/pooler/**/*.test.ts", "server/test/*.test.ts"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/fail-on-leaks.ts"],
    globals: false,
    pool: "forks",
    maxWorkers: 3, // they mostly wait
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
  },
});
