import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import { javaKeystore } from "../../provider/keystore/jks.js";
import { pkcs12Keystore, pkcs12Truststore } from "../../provider/keystore/pkcs12.js";
import type { Pkcs12Profile } from "../../provider/spec/keystores-spec.js";
import { at } from "../support/certificates.js";
import { file, opensslRun } from "../x509/openssl.js";
import { derOf, keyEntry, kinds, password, trusted } from "./entries.js";

const made = at("2026-02-01T00:00:00Z");
const profiles: readonly Pkcs12Profile[] = ["LegacyRC2", "LegacyDES", "Modern2023"];

function keytool(...args: readonly string[]): string {
  // Without the time zone and the language of whoever runs it.
  const fixed = ["-J-Duser.timezone=UTC", "-J-Duser.language=en"];
  return execFileSync("keytool", [...fixed, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** What Java finds in a keystore: each entry's name, kind and date, and its certificates. */
function list(store: Buffer, type: "PKCS12" | "JKS", passphrase = password) {
  const args = ["-list", "-rfc", "-storetype", type, "-keystore", file(store), "-storepass", passphrase];
  const printed = keytool(...args);
  return {
    entries: printed.match(/(?<=^Alias name: ).*|(?<=^Entry type: ).*|(?<=^Creation date: ).*/gm),
    certificates: derOf(printed),
  };
}

/** The private key as Java gives it out. */
function exported(store: Buffer, type: "PKCS12" | "JKS") {
  const to = `${file("")}.p12`;
  const from = ["-srckeystore", file(store), "-srcstoretype", type, "-srcstorepass", password];
  const into = ["-destkeystore", to, "-deststoretype", "PKCS12", "-deststorepass", password];
  keytool("-importkeystore", "-noprompt", ...from, ...into);
  const { stdout } = opensslRun(
    ["pkcs12", "-nodes", "-nocerts", "-in", to, "-passin", `pass:${password}`],
    "",
  );
  return createPrivateKey(stdout.slice(stdout.indexOf("-----BEGIN")));
}

describe("a JKS keystore", () => {
  it.each(kinds)("gives Java back its %s key, its chain and the CAs", (kind) => {
    const entry = keyEntry(kind);
    const store = javaKeystore(
      { key: { alias: "Certificate", entry }, authorities: trusted },
      password,
      made,
    );
    const { entries, certificates } = list(store, "JKS");
    expect(entries?.toSorted()).toEqual(
      ["certificate", "PrivateKeyEntry", "ca", "trustedCertEntry", "ca-1", "trustedCertEntry"]
        .concat(Array(3).fill("Feb 1, 2026"))
        .sort(),
    );
    const all = [...entry.chain, ...trusted.map(({ certificate }) => certificate)];
    expect(certificates.toSorted(Buffer.compare)).toEqual(all.toSorted(Buffer.compare));
    expect(exported(store, "JKS").equals(entry.privateKey)).toBe(true);
  });

  it("does not open with another password", () => {
    const store = javaKeystore({ authorities: trusted }, password, made);
    expect(() => list(store, "JKS", "another")).toThrow();
  });
});

it("a JKS truststore trusts each CA", () => {
  const { entries, certificates } = list(javaKeystore({ authorities: trusted }, password, made), "JKS");
  expect(entries).toEqual([
    "ca",
    "Feb 1, 2026",
    "trustedCertEntry",
    "ca-1",
    "Feb 1, 2026",
    "trustedCertEntry",
  ]);
  expect(certificates).toEqual(trusted.map(({ certificate }) => certificate));
});

describe.each(profiles)("a PKCS#12 file of the profile %s", (profile) => {
  it.each(profile === "Modern2023" ? kinds : (["rsa2048", "p256"] as const))(
    "gives Java back its %s key and its chain",
    (kind) => {
      const entry = keyEntry(kind);
      const store = pkcs12Keystore(entry, profile, password);
      const { entries, certificates } = list(store, "PKCS12");
      expect(entries?.filter((line) => !/\d{4}$/.test(line))).toEqual(["1", "PrivateKeyEntry"]);
      expect(certificates).toEqual(entry.chain);
      expect(exported(store, "PKCS12").equals(entry.privateKey)).toBe(true);
    },
  );

  it("makes Java trust each CA of a truststore", () => {
    const { entries, certificates } = list(pkcs12Truststore(trusted, profile, password), "PKCS12");
    // Java lists them in no order.
    expect(entries?.filter((line) => !/\d{4}$/.test(line)).toSorted()).toEqual([
      "cn=other root",
      "cn=test root",
      "trustedCertEntry",
      "trustedCertEntry",
    ]);
    const wanted = trusted.map(({ certificate }) => certificate);
    expect(certificates.toSorted(Buffer.compare)).toEqual(wanted.toSorted(Buffer.compare));
  });
});
