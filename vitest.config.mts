import { defineConfig } from "vitest/config";

const cluster = [
  "test/e2e-cluster/**/*.e2e.test.ts",
  "test/store/**/*.e2e.test.ts",
  "test/kubernetes/**/*.e2e.test.ts",
  "test/dns01/**/*.e2e.test.ts",
  "test/acme/**/*.e2e.test.ts",
  "test/keystore/**/*.e2e.test.ts", // not for the node: for the package that brings keytool
];

/** What talks to servers of the test's own, or whose work openssl or tsc reads: it takes longer than all the rest together. */
const peers = [
  ...["acme", "dns01", "handshake", "http01", "keystore", "kubernetes", "reach", "tls-alpn01"].map(
    (folder) => `test/${folder}/**/*.test.ts`,
  ),
  "test/{ca-inputs,crl,docs,keystores}.test.ts",
  "test/gate/ask.test.ts",
  "test/x509/{build-certificate,name-constraints,read-request}.test.ts",
  "test/store/{directory,directory-tampering,hostile-manifests,work-tree,written-by-others}.test.ts",
];

const inProcess = {
  // Half of the time would go into starting a process and loading the sources for each file.
  isolate: false,
  // Openssl and RSA keys take their time on a machine that builds something else meanwhile.
  testTimeout: 30_000,
  // Left alone, vitest would use one core of two.
  maxWorkers: 2,
};

/**
 * The unit tests are quick and need nothing; so does `peer`, which takes longer; `e2e` runs the real CLI; `cluster`
 * also needs the real node.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/closing-line.ts"],
    projects: [
      {
        test: {
          name: "unit",
          sequence: { groupOrder: 0 },
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.e2e.test.ts", ...peers],
          ...inProcess,
        },
      },
      {
        test: {
          name: "peer",
          sequence: { groupOrder: 0 },
          include: peers,
          exclude: ["test/**/*.e2e.test.ts"],
          ...inProcess,
        },
      },
      {
        test: {
          name: "e2e",
          sequence: { groupOrder: 1 },
          include: ["test/**/*.e2e.test.ts"],
          exclude: cluster,
          globalSetup: ["test/e2e/global-setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Two at once: each starts a CLI and a program of its own, and the machine may have two cores.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "cluster",
          sequence: { groupOrder: 2 },
          include: cluster,
          globalSetup: ["test/e2e/global-setup.ts", "test/e2e-cluster/global-setup.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // A cluster has one cert-manager: one file at a time.
          fileParallelism: false,
        },
      },
    ],
  },
});
