import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "contract/**/*.test.ts",
      "dashboard/**/*.test.ts",
      "sdk/**/*.test.ts",
      "server/**/*.test.ts",
      "tests/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "tests/e2e/**", "tests/crash/**", "tests/pooler/**"],
    globalSetup: ["tests/support/global-setup.ts"],
    setupFiles: ["tests/support/fail-on-leaks.ts"],
    globals: false,
    pool: "forks",
    // Two cores, and PostgreSQL wants its share: more workers only make each test slower.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // What the run itself may take to end: it fails instead of hanging.
    teardownTimeout: 10_000,
  },
});
