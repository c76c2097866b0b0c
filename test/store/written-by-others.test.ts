import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryStore } from "../../provider/store/directory.js";
import { emptyFolder } from "./empty-folder.js";
import { secret } from "./place.js";

const at = { namespace: "shop", secretName: "web-tls" };
const owner = "0a1b2c3d4e5f";

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

  const put = (path: string, text: string) => {
    mkdirSync(join(root, "shop"), { recursive: true });
    writeFileSync(path, text);
  };

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
});
