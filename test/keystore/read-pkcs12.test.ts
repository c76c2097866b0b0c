import { describe, expect, it } from "vitest";
import { type KeyEntry, pkcs12Keystore, pkcs12Truststore } from "../../provider/keystore/pkcs12.js";
import { readPkcs12, UnreadablePkcs12 } from "../../provider/keystore/read-pkcs12.js";
import { pkcs12Profiles } from "../../provider/spec/keystores-spec.js";
import { formatPrivateKey } from "../../provider/x509/key-pair.js";
import { formatPem } from "../../provider/x509/pem.js";
import { file, opensslOctets } from "../x509/openssl.js";
import { keyEntry, kinds, password, trusted } from "./entries.js";

/** A PKCS#12 file as OpenSSL writes one. */
function made({ privateKey, chain }: KeyEntry, options: readonly string[] = []): Buffer {
  const pem = (der: Buffer) => formatPem("CERTIFICATE", der);
  const input = [formatPrivateKey(privateKey, "PKCS8"), pem(chain[0])].join("");
  const above = ["-certfile", file(chain.slice(1).map(pem).join(""))];
  return opensslOctets(["pkcs12", "-export", "-passout", `pass:${password}`, ...above, ...options], input);
}

describe("a PKCS#12 file", () => {
  it.each(kinds)("of OpenSSL's is read, with a %s key", async (kind) => {
    const entry = keyEntry(kind);
    const read = await readPkcs12(made(entry), password);
    expect(read.privateKey.equals(entry.privateKey)).toBe(true);
    expect(read.certificates).toEqual(entry.chain);
  });

  it.each([
    ["in the old way", ["-legacy"]],
    ["with a key and certificates in the clear", ["-keypbe", "NONE", "-certpbe", "NONE"]],
  ])("of OpenSSL's is read, %s", async (_, options) => {
    const read = await readPkcs12(made(keyEntry("p256"), options), password);
    expect(read.privateKey.equals(keyEntry("p256").privateKey)).toBe(true);
    expect(read.certificates).toHaveLength(3);
  });

  it.each(pkcs12Profiles)("of our own is read, in the profile %s", async (profile) => {
    const entry = keyEntry("rsa2048");
    const read = await readPkcs12(pkcs12Keystore(entry, profile, password), password);
    expect(read.privateKey.equals(entry.privateKey)).toBe(true);
    expect(read.certificates).toEqual(entry.chain);
  });

  const clear = ["-keypbe", "NONE", "-certpbe", "NONE"];
  it.each([
    ["MAC, key and certificates", ["-iter", "200000"], 600_000],
    ["MAC, key and certificates, in the old way", ["-legacy", "-iter", "200000"], 600_000],
    ["MAC alone", [...clear, "-iter", "500001"], 500_001],
    ["encryption alone", ["-nomac", "-iter", "300000"], 600_000],
  ])("that asks for too many iterations is refused before any: %s", async (_, options, iterations) => {
    const failure = await readPkcs12(made(keyEntry("p256"), options), password).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(UnreadablePkcs12);
    expect(failure).toMatchObject({
      isLocked: false,
      message: `asks for ${iterations} iterations to derive its keys, for its MAC and its encryption together, and more than 500000 would hold up a preview: write it anew with fewer (openssl pkcs12 -in old.p12 -nodes | openssl pkcs12 -export -iter 10000 -out new.p12)`,
    });
  });

  const rows: [what: string, octets: () => Buffer, passphrase: string, message: string, isLocked: boolean][] =
    [
      [
        "another passphrase",
        () => made(keyEntry("p256")),
        "another",
        "does not open with this passphrase",
        true,
      ],
      [
        "no key inside",
        () => pkcs12Truststore(trusted, "Modern2023", password),
        password,
        "holds no private key",
        false,
      ],
      ["nothing of the kind", () => Buffer.from("certificate"), password, "is no PKCS#12 file", false],
      ["nothing", () => Buffer.alloc(0), password, "is no PKCS#12 file", false],
      [
        "another structure",
        () => keyEntry("p256").chain[0],
        password,
        "is no PKCS#12 file that can be read",
        false,
      ],
    ];
  it.each(rows)("is refused with %s", async (_, octets, passphrase, message, isLocked) => {
    const failure = await readPkcs12(octets(), passphrase).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnreadablePkcs12);
    expect(failure).toMatchObject({ message, isLocked });
  });
});
