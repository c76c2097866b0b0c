import { defineConfig } from "vitest/config";

/** `KUBECONFIG=... npm run test:cluster`: what needs a cluster and nothing else, on one of the user's choice. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/closing-line.ts"],
    include: [
      "test/e2e-cluster/any-cluster.e2e.test.ts",
      "test/store/kubernetes.e2e.test.ts",
      "test/kubernetes/**/*.e2e.test.ts",
    ],
    globalSetup: ["test/e2e/global-setup.ts", "test/e2e-cluster/given-cluster.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // A cluster has one cert-manager: one file at a time.
    fileParallelism: false,
  },
});
