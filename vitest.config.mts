import { defineConfig } from "vitest/config";

/** Tests that start the real CLI or need the real node end in `.e2e.test.ts`; the rest is quick and needs nothing. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/**/*.e2e.test.ts"] } },
      {
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          globalSetup: ["test/e2e/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Two at once: each starts a CLI and a program of its own, and the machine may have two cores.
          maxWorkers: 2,
        },
      },
    ],
  },
});
