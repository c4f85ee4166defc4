import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["contract/**/*.test.ts", "sdk/**/*.test.ts", "server/**/*.test.ts", "tests/**/*.test.ts"],
    exclude: ["**/node_modules/**", "tests/e2e/**", "tests/faults/**"],
    globalSetup: ["tests/support/global-setup.ts"],
    globals: false,
    pool: "forks",
    // Two cores, and PostgreSQL wants its share: more workers only make each test slower.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // A worker that does not end by then leaked a handle: the run fails instead of hanging.
    teardownTimeout: 10_000,
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
