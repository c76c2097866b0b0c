import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { pkcs12Keystore, pkcs12Truststore } from "../../provider/keystore/pkcs12.js";
import type { Pkcs12Profile } from "../../provider/spec/keystores-spec.js";
import { opensslRun } from "../x509/openssl.js";
import { derOf, keyEntry, kinds, password, trusted } from "./entries.js";

/** What `openssl pkcs12` finds: as it says how it is protected, the private key, and the certificates. */
function read(store: Buffer, profile: Pkcs12Profile, passphrase = password) {
  // OpenSSL 3 knows RC2 in its legacy provider alone.
  const legacy = profile === "LegacyRC2" ? ["-legacy"] : [];
  const { stdout, stderr } = opensslRun(
    ["pkcs12", "-nodes", "-info", ...legacy, "-passin", `pass:${passphrase}`],
    store,
  );
  return { protection: stderr.trim().split("\n"), pem: stdout };
}

const protection: Readonly<Record<Pkcs12Profile, readonly string[]>> = {
  LegacyRC2: [
    "MAC: sha1, Iteration 2048",
    "MAC length: 20, salt length: 16",
    "PKCS7 Encrypted data: pbeWithSHA1And40BitRC2-CBC, Iteration 2048",
    "Certificate bag",
    "Certificate bag",
    "Certificate bag",
    "PKCS7 Data",
    "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
  ],
  LegacyDES: [
    "MAC: sha1, Iteration 2048",
    "MAC length: 20, salt length: 16",
    "PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
    "Certificate bag",
    "Certificate bag",
    "Certificate bag",
    "PKCS7 Data",
    "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
  ],
  Modern2023: [
    "MAC: sha256, Iteration 2048",
    "MAC length: 32, salt length: 16",
    "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256",
    "Certificate bag",
    "Certificate bag",
    "Certificate bag",
    "PKCS7 Data",
    "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256",
  ],
};

const profiles = Object.keys(protection) as Pkcs12Profile[];

describe.each(profiles)("a PKCS#12 keystore of the profile %s", (profile) => {
  it.each(profile === "Modern2023" ? kinds : (["rsa2048", "p256"] as const))(
    "gives OpenSSL back its %s key and its chain",
    (kind) => {
      const entry = keyEntry(kind);
      const { pem, ...found } = read(pkcs12Keystore(entry, profile, password), profile);
      expect(found.protection).toEqual(protection[profile]);
      expect(createPrivateKey(pem.slice(pem.indexOf("-----BEGIN PRIVATE"))).equals(entry.privateKey)).toBe(
        true,
      );
      expect(derOf(pem)).toEqual(entry.chain);
    },
  );

  it("does not open with another password", () => {
    const store = pkcs12Keystore(keyEntry("p256"), profile, password);
    expect(() => read(store, profile, "another")).toThrow("Mac verify error: invalid password?");
  });

  it("shows when it was changed", () => {
    const store = pkcs12Keystore(keyEntry("p256"), profile, password);
    store[store.length >> 1]! ^= 1;
    expect(() => read(store, profile)).toThrow(/Mac verify error|asn1|ASN1/);
  });
});

describe.each(profiles)("a PKCS#12 truststore of the profile %s", (profile) => {
  it("holds each CA under its name, trusted for any purpose", () => {
    const { pem } = read(pkcs12Truststore(trusted, profile, password), profile);
    expect(derOf(pem)).toEqual(trusted.map(({ certificate }) => certificate));
    expect(pem.match(/friendlyName: .*|2\.16\.840\.1\.113894\.746875\.1\.1: .*/g)).toEqual(
      // OpenSSL shows no OBJECT IDENTIFIER here; which one it is shows where Java trusts (keytool.e2e.test.ts).
      ["Test Root", "Other Root"].flatMap((name) => [
        "2.16.840.1.113894.746875.1.1: <Unsupported tag 6>",
        `friendlyName: CN=${name}`,
      ]),
    );
  });
});

it("a keystore is another one each time: no salt is used twice", () => {
  const entry = keyEntry("p256");
  const stores = [1, 2].map(() => pkcs12Keystore(entry, "Modern2023", password));
  expect(stores[0]!.equals(stores[1]!)).toBe(false);
});

// Where the derivation pads and repeats: an empty password, and one that fills its block to the last octet.
it.each(["", "x".repeat(31), "x".repeat(32), "p@ss wörd"])(
  "OpenSSL opens a keystore under the password %j",
  (phrase) => {
    const store = pkcs12Keystore(keyEntry("p256"), "LegacyRC2", phrase);
    expect(derOf(read(store, "LegacyRC2", phrase).pem)).toHaveLength(3);
  },
);
