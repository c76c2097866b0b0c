import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { directoryStore } from "../../provider/store/directory.js";
import { replaceFile } from "../../provider/store/manifest-file.js";
import type { StoreError } from "../../provider/store/port.js";
import { secret, storeContract } from "./contract.js";

const at = { namespace: "shop", secretName: "web-tls" };
const owner = "0a1b2c3d4e5f";
/** Where waiting for the disk costs nothing, if there is such a place. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

storeContract("a directory as a store", async () => {
  const folder = mkdtempSync(join(memory, "kubecerts-"));
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
  const open = (plaintext = false) => directoryStore({ directory: root, plaintext });

  beforeEach(() => {
    root = mkdtempSync(join(memory, "kubecerts-"));
    secretPath = join(root, "shop", "web-tls.yaml");
    recordPath = join(root, "shop", "web-tls.kubecerts.yaml");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const modeOf = (path: string) => statSync(path).mode & 0o777;
  const put = (path: string, text: string, mode = 0o644) => {
    mkdirSync(join(root, "shop"), { recursive: true });
    writeFileSync(path, text, { mode });
  };

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

  describe("what others wrote", () => {
    it.each([
      ["no YAML", "a: [", "is not YAML (BAD_INDENT in line 1)"],
      ["two documents", "a: 1\n---\nb: 2\n", "is not YAML (MULTIPLE_DOCS in line 2)"],
      ["an unknown alias", "a: *key\n", "is YAML whose aliases cannot be resolved"],
      ["no object", "just text", "is no Secret of version v1"],
      ["nothing", "", "is no Secret of version v1"],
      [
        "another kind",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-tls}",
        "is no Secret of version v1",
      ],
      [
        "another name",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web}",
        "is the Secret of another place than shop/web-tls",
      ],
      [
        "another namespace",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web-tls, namespace: till}",
        "is the Secret of another place than shop/web-tls",
      ],
      [
        "data that is not base64",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web-tls}\ndata: {tls.key: '-----'}",
        "holds no base64 under tls.key",
      ],
    ])("is a Secret that cannot be read: %s", async (_, text, why) => {
      put(secretPath, text);
      expect(await open().readSecret(at)).toEqual({ state: "unreadable", why, version: expect.any(String) });
    });

    it("is read as kubectl would: stringData over data, wrapped base64, no namespace, no labels", async () => {
      put(
        secretPath,
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web-tls}\ndata: {a: 'YQ==', b: \"Yg\\n==\"}\nstringData: {a: text}",
      );
      expect(await open().readSecret(at)).toMatchObject({
        state: "read",
        secret: {
          type: "Opaque",
          data: { a: Buffer.from("text"), b: Buffer.from("b") },
          labels: {},
          annotations: {},
        },
      });
    });

    it.each([
      ["no YAML", "a: [", "is not YAML (BAD_INDENT in line 1)"],
      [
        "another kind",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: web-tls.kubecerts}",
        "is no ConfigMap of version v1",
      ],
      [
        "no record",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-tls.kubecerts}",
        "has no key record",
      ],
    ])("is a record that cannot be read: %s", async (_, text, why) => {
      put(recordPath, text);
      const reading = await open().readRecord(at);
      expect(reading).toEqual({ state: "unreadable", why, version: expect.any(String) });
      if (reading.state === "unreadable") await open().writeRecord(at, "record", reading.version, owner);
      expect(await open().readRecord(at)).toMatchObject({ state: "read", text: "record" });
    });

    it("is replaced, not followed, where it is a symbolic link", async () => {
      const elsewhere = join(root, "elsewhere");
      put(elsewhere, "not yours");
      symlinkSync(elsewhere, secretPath);
      const reading = await open().readSecret(at);
      expect(reading).toMatchObject({
        state: "unreadable",
        why: "is no plain file, and links are not followed",
      });
      if (reading.state === "unreadable") await open().writeSecret(at, secret, reading.version, owner);
      expect(readFileSync(elsewhere, "utf8")).toBe("not yours");
      expect(await open().readSecret(at)).toMatchObject({ state: "read" });
    });
  });

  describe("what a killed process left behind", () => {
    it("is removed by the next write and never taken for a manifest", async () => {
      const left = join(root, "shop", ".kubecerts-4711-88.tmp.yaml");
      put(left, "half a key");
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

  describe("inside a git work tree", () => {
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "pipe" });
    const write = (plaintext = false) => open(plaintext).writeSecret(at, secret, "absent", owner);

    beforeEach(() => git("init", "-q"));

    it("is refused, and both ways out are named", async () => {
      const error = await write().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "Refused" });
      expect((error as StoreError).message).toBe(
        `The Secret shop/web-tls was not written: ${join(root, "shop")} lies in the git work tree ${root}, and git does not ignore it. No key was put there. Add it to .gitignore, or set plaintext: true if private keys may lie in that repository.`,
      );
      expect(existsSync(join(root, "shop"))).toBe(false);
    });

    it("is allowed by plaintext: true", async () => {
      await write(true);
    });

    it.each(["shop/", "*", "*.yaml", "shop/*.yaml"])("is allowed where git ignores %s", async (pattern) => {
      writeFileSync(join(root, ".gitignore"), pattern);
      await write();
    });

    it("is refused where git tracks a Secret in the ignored folder", async () => {
      put(secretPath, "committed before it was ignored");
      git("add", "shop");
      writeFileSync(join(root, ".gitignore"), "shop/");
      await expect(write()).rejects.toThrow("and git tracks web-tls.yaml in it");
    });

    it("is refused where git cannot be asked", async () => {
      const { PATH } = process.env;
      process.env.PATH = root;
      try {
        await expect(write()).rejects.toThrow(
          "git is not installed, so whether it ignores that folder is not known",
        );
      } finally {
        process.env.PATH = PATH;
      }
    });

    it("lets records through, which are public", async () => {
      await open().writeRecord(at, "record", "absent", owner);
    });
  });
});
