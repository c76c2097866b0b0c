import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  formatPrivateKey,
  generatePrivateKey,
  isOfKind,
  publicKeyFacts,
  randomSerialNumber,
  readPrivateKey,
  UnreadablePrivateKey,
} from "../../provider/x509/key-pair.js";
import { type KeyKind, keyKinds, privateKey, privateKeyPem } from "../support/certificates.js";
import { file, openssl } from "./openssl.js";

describe("a generated private key", () => {
  const rows: [kind: KeyKind, encoding: "PKCS1" | "PKCS8", label: string][] = [
    ["rsa2048", "PKCS1", "RSA PRIVATE KEY"],
    ["p256", "PKCS1", "EC PRIVATE KEY"],
    ["p384", "PKCS8", "PRIVATE KEY"],
    ["p521", "PKCS1", "EC PRIVATE KEY"],
    ["ed25519", "PKCS1", "PRIVATE KEY"],
    ["ed25519", "PKCS8", "PRIVATE KEY"],
  ];

  it.each(rows)("of kind %s in %s is a %s that OpenSSL accepts", async (kind, encoding, label) => {
    const pem = await generatePrivateKey({ ...keyKinds[kind], encoding });
    expect(pem.split("\n")[0]).toBe(`-----BEGIN ${label}-----`);
    expect(openssl(["pkey", "-check", "-noout"], pem)).toBe("Key is valid\n");
    const { hash, ...found } = publicKeyFacts(readPrivateKey(pem));
    expect(found).toEqual(keyKinds[kind]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another one each time", async () => {
    const spec = { ...keyKinds.p256, encoding: "PKCS8" } as const;
    expect(await generatePrivateKey(spec)).not.toBe(await generatePrivateKey(spec));
  });
});

describe("a private key that is read", () => {
  it.each(["PKCS1", "PKCS8"] as const)("is the same key from %s", (encoding) => {
    const key = privateKey("web");
    expect(readPrivateKey(formatPrivateKey(key, encoding)).equals(key)).toBe(true);
  });

  it("may have CRLF, text around it and the parameters that openssl ecparam writes", () => {
    const made = openssl(["ecparam", "-name", "secp384r1", "-genkey"]);
    expect(made).toContain("BEGIN EC PARAMETERS");
    const { algorithm, size } = publicKeyFacts(
      readPrivateKey(`my key\r\n${made.replaceAll("\n", "\r\n")}\r\n`),
    );
    expect({ algorithm, size }).toEqual(keyKinds.p384);
  });

  const web = privateKeyPem("web");
  const encrypted = openssl(["pkcs8", "-topk8", "-passout", "pass:x"], web);
  const legacy = openssl(["ec", "-aes128", "-passout", "pass:x"], web);
  const unknownCurve = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey;
  const rows: [what: string, pem: string, why: string][] = [
    ["nothing", "", "it holds no private key in PEM"],
    [
      "a public key",
      "-----BEGIN PUBLIC KEY-----\nMCo=\n-----END PUBLIC KEY-----",
      "it holds no private key in PEM",
    ],
    ["two keys", web + web, "it holds 2 private keys instead of one"],
    ["an encrypted key", encrypted, "it is encrypted, and only an unencrypted key can be used"],
    ["a key encrypted the old way", legacy, "it is encrypted, and only an unencrypted key can be used"],
    ["a key cut short", web.slice(0, 60), "a PEM block EC PRIVATE KEY does not end"],
    ["a damaged key", web.replace(/\n.{4}/, "\nAAAA"), "its EC PRIVATE KEY is damaged or of an unknown kind"],
    [
      "a key on secp256k1",
      unknownCurve.export({ format: "pem", type: "sec1" }).toString(),
      "it is not RSA, ECDSA on P-256, P-384 or P-521, or Ed25519",
    ],
    [
      "an X25519 key",
      generateKeyPairSync("x25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      "it is not RSA, ECDSA on P-256, P-384 or P-521, or Ed25519",
    ],
  ];

  it.each(rows)("is refused with one line that holds nothing of it: %s", (_, pem, why) => {
    expect(() => readPrivateKey(pem)).toThrow(new UnreadablePrivateKey(why));
  });
});

describe("publicKeyFacts", () => {
  it("are the same for the private key, the public key and OpenSSL", () => {
    const key = privateKey("web");
    const der = file("");
    openssl(["pkey", "-pubout", "-outform", "DER", "-out", der], formatPrivateKey(key, "PKCS8"));
    const hash = openssl(["dgst", "-sha256", "-r", der]).slice(0, 64);
    expect(publicKeyFacts(key)).toEqual({ algorithm: "ECDSA", size: 256, hash });
  });

  it("tell whether a key is of the kind asked for", () => {
    const facts = publicKeyFacts(privateKey("web"));
    const kinds = Object.entries(keyKinds).filter(([, kind]) => isOfKind(facts, kind));
    expect(kinds.map(([name]) => name)).toEqual(["p256"]);
  });
});

describe("randomSerialNumber", () => {
  it("is positive, of exactly 20 octets, and never the same", () => {
    const numbers = Array.from({ length: 1000 }, randomSerialNumber);
    expect(numbers.every((octets) => octets.length === 20 && octets[0]! >= 0x40 && octets[0]! < 0x80)).toBe(
      true,
    );
    expect(new Set(numbers.map((octets) => octets.toString("hex"))).size).toBe(1000);
  });
});
