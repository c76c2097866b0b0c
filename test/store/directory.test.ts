import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { directoryStore } from "../../provider/store/directory.js";
import { replaceFile } from "../../provider/store/manifest-file.js";
import type { StoreError } from "../../provider/store/port.js";
import { storeContract } from "./contract.js";
import { emptyFolder } from "./empty-folder.js";
import { secret } from "./place.js";

const at = { namespace: "shop", secretName: "web-tls" };
const owner = "0a1b2c3d4e5f";

storeContract("a directory as a store", async () => {
  const folder = emptyFolder();
  const directory = join(folder, "made", "by the store");
  process.env.XDG_STATE_HOME = join(folder, "state");
  return {
    open: () => directoryStore({ directory, plaintext: false }),
    namespaces: ["shop", "till"],
    close: async () => {
      delete process.env.XDG_STATE_HOME;
      rmSync(folder, { recursive: true });
    },
  };
});

describe("a directory", () => {
  let root: string;
  let secretPath: string;
  let recordPath: string;
  const open = () => directoryStore({ directory: root, plaintext: false });

  beforeEach(() => {
    root = emptyFolder();
    secretPath = join(root, "shop", "web-tls.yaml");
    recordPath = join(root, "shop", "web-tls.kubecerts.yaml");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const modeOf = (path: string) => statSync(path).mode & 0o777;

  describe("its files", () => {
    it("are manifests that kubectl accepts", async () => {
      await open().writeSecret(at, secret, "absent", owner);
      await open().writeRecord(at, '{\n  "version": 1\n}', "absent", owner);
      const text = readFileSync(secretPath, "utf8");
      for (const version of ["1.1", "1.2"] as const)
        expect(parse(text, { version })).toEqual({
          apiVersion: "v1",
          kind: "Secret",
          metadata: {
            name: "web-tls",
            namespace: "shop",
            labels: {
              "app.kubernetes.io/managed-by": "pulumi-kubecerts",
              ...secret.labels,
              "kubecerts.io/owner": owner,
            },
            annotations: secret.annotations,
          },
          type: "kubernetes.io/tls",
          data: Object.fromEntries(
            Object.entries(secret.data).map(([key, value]) => [key, value.toString("base64")]),
          ),
        });
      expect(readFileSync(recordPath, "utf8")).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: web-tls.kubecerts
  namespace: shop
  labels:
    app.kubernetes.io/managed-by: pulumi-kubecerts
    kubecerts.io/owner: "${owner}"
data:
  record: |-
    {
      "version": 1
    }
`);
    });

    it("are for the owner alone where they hold a key", async () => {
      const before = process.umask(0);
      try {
        await open().writeSecret(at, secret, "absent", owner);
        await open().writeRecord(at, "record", "absent", owner);
      } finally {
        process.umask(before);
      }
      expect([modeOf(secretPath), modeOf(recordPath), modeOf(join(root, "shop"))]).toEqual([
        0o600, 0o644, 0o700,
      ]);
    });

    it("become the owner's alone when they were open to others", async () => {
      const version = await open().writeSecret(at, secret, "absent", owner);
      chmodSync(secretPath, 0o666);
      await open().writeSecret(at, secret, version, owner);
      expect(modeOf(secretPath)).toBe(0o600);
    });

    it("are read again when they were edited by hand", async () => {
      const store = open();
      const version = await store.writeRecord(at, "record", "absent", owner);
      expect(await store.readRecord(at)).toEqual({ state: "read", text: "record", version });
      writeFileSync(recordPath, readFileSync(recordPath, "utf8").replace("record: record", "record: edited"));
      expect(await store.readRecord(at)).toMatchObject({ state: "read", text: "edited" });
    });

    it("are removed with the folder of their namespace when it is empty", async () => {
      const version = await open().writeSecret(at, secret, "absent", owner);
      await open().remove(at, version, "absent");
      expect([existsSync(join(root, "shop")), existsSync(root)]).toEqual([false, true]);
    });
  });

  describe("what a killed process left behind", () => {
    it("is removed by the next write and never taken for a manifest", async () => {
      const left = join(root, "shop", ".kubecerts-4711-88.tmp.yaml");
      mkdirSync(join(root, "shop"));
      writeFileSync(left, "half a key");
      expect(await open().readSecret(at)).toEqual({ state: "absent" });
      await open().writeRecord(at, "record", "absent", owner);
      expect(readdirSync(join(root, "shop"))).toEqual(["web-tls.kubecerts.yaml"]);
    });

    it("is written again when another process took it for left behind", async () => {
      const writing = replaceFile(secretPath, "all of it", 0o600, "absent");
      let removed = 0;
      while (removed === 0) {
        await setImmediate();
        for (const name of existsSync(join(root, "shop")) ? readdirSync(join(root, "shop")) : []) {
          expect(name).toMatch(/\.tmp\.yaml$/);
          rmSync(join(root, "shop", name));
          removed++;
        }
      }
      await writing;
      expect(readFileSync(secretPath, "utf8")).toBe("all of it");
      expect(readdirSync(join(root, "shop"))).toEqual(["web-tls.yaml"]);
    });
  });

  describe("errors name the path, the cause and a way out", () => {
    it.each([
      ["a folder in place of the Secret", () => mkdirSync(secretPath, { recursive: true }), "EISDIR"],
      ["a file in place of the namespace", () => writeFileSync(join(root, "shop"), ""), "ENOTDIR"],
    ])("%s", async (_, prepare, errno) => {
      prepare();
      const error = await open()
        .readSecret(at)
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: "StoreError", code: "Unreachable" });
      expect((error as StoreError).message).toBe(
        `The Secret shop/web-tls was not read: ${errno} at ${secretPath}. Nothing was changed. Move away what lies at ${secretPath} or above it (a folder and a file are mistaken for each other), then run pulumi again.`,
      );
    });

    it("a name that leads out of the folder", async () => {
      for (const location of [
        { namespace: "..", secretName: "web-tls" },
        { namespace: "shop", secretName: "../web-tls" },
        { namespace: "shop/..", secretName: "web-tls" },
        { namespace: "shop", secretName: "a\\b" },
        { namespace: "shop", secretName: "" },
        { namespace: "shop", secretName: "web-tls.kubecerts" },
      ]) {
        await expect(open().readSecret(location)).rejects.toMatchObject({ code: "Refused" });
        await expect(open().writeRecord(location, "", "absent", owner)).rejects.toMatchObject({
          code: "Refused",
        });
      }
      expect(readdirSync(root)).toEqual([]);
    });
  });
});
