import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { credentialAccess } from "../provider/credential.js";
import type { CredentialSpec } from "../provider/spec/credential-spec.js";
import type { SecretReading } from "../provider/store/port.js";

const folder = mkdtempSync(join(tmpdir(), "kubecerts-credential-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "token");
writeFileSync(file, "from the file\n");
writeFileSync(join(folder, "empty"), " \n");

const secrets: Readonly<Record<string, SecretReading>> = {
  "shop/dns": {
    state: "read",
    version: "1",
    secret: { type: "Opaque", data: { token: Buffer.from("of shop\n") }, annotations: {}, labels: {} },
  },
  "infra/dns": {
    state: "read",
    version: "1",
    secret: { type: "Opaque", data: { token: Buffer.from("of infra") }, annotations: {}, labels: {} },
  },
  "shop/hidden": { state: "forbidden", why: "the identity may not get the Secret shop/hidden" },
  "shop/garbled": { state: "unreadable", why: "holds no data", version: "1" },
};

const access = credentialAccess({
  store: {
    readSecret: async ({ namespace, secretName }) =>
      secrets[`${namespace}/${secretName}`] ?? { state: "absent" },
  },
  namespace: "shop",
  environment: { TOKEN: " of the environment ", EMPTY: "" },
});

describe("a credential is read", () => {
  it.each<[CredentialSpec, string]>([
    [{ value: "as it is" }, "as it is"],
    [{ env: "TOKEN" }, "of the environment"],
    [{ file }, "from the file"],
    [{ secretRef: { name: "dns", key: "token" } }, "of shop"],
    [{ secretRef: { name: "dns", key: "token", namespace: "infra" } }, "of infra"],
  ])("from %j", async (spec, text) => {
    expect(await access.read(spec)).toBe(text);
  });

  it.each<[CredentialSpec, string]>([
    [{ env: "NO_SUCH" }, "the environment variable NO_SUCH is not set"],
    [{ env: "EMPTY" }, "the environment variable EMPTY is empty"],
    [{ file: `${file}.none` }, `the file ${file}.none cannot be read (ENOENT)`],
    [{ file: join(folder, "empty") }, `the file ${join(folder, "empty")} is empty`],
    [{ secretRef: { name: "none", key: "token" } }, "the Secret shop/none is not there"],
    [{ secretRef: { name: "dns", key: "other" } }, "the Secret shop/dns has no entry other"],
    [
      { secretRef: { name: "hidden", key: "a" } },
      "the Secret shop/hidden cannot be read: the identity may not get the Secret shop/hidden",
    ],
    [{ secretRef: { name: "garbled", key: "a" } }, "the Secret shop/garbled holds no data"],
  ])("or it is said where it was looked for: %j", async (spec, message) => {
    await expect(access.read(spec)).rejects.toThrow(new Error(message));
  });
});
