import { describe, expect, it } from "vitest";
import { issueByCa } from "../../provider/issue/ca.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { readCertificate, splitChain } from "../../provider/x509/read-certificate.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { verifyMaterial } from "../../provider/x509/verify.js";
import { at, authority } from "../support/certificates.js";
import { file, openssl, verdict } from "./openssl.js";

const long = Array.from({ length: 5_000 }, (_, index) => `DNS:name-${index}.example.com`).join();

const now = at("2026-02-01T00:00:00Z");
const root = authority({ commonName: "Root" });

const names =
  "subjectAltName=DNS:shop.example.com,DNS:*.example.com,IP:192.0.2.1,URI:spiffe://a/b,email:a@example.com";

/** A request that OpenSSL makes, and its key. */
function made(algorithm: readonly string[], more: readonly string[] = ["-addext", names]) {
  const key = file(openssl(["genpkey", ...algorithm]));
  const how = ["-new", "-key", key, "-utf8", "-subj", "/C=DE/O=Größe/OU=a/DC=example/CN=shop.example.com"];
  return { key, csr: openssl(["req", ...how, ...more]) };
}

function specOf(csr: string, more: object = {}): CertificateSpec {
  const inputs = { secretName: "web", csr, issuer: { ca: { secretName: "ca" } }, ...more };
  const parsed = parseSpec(inputs, readRequest);
  if (!("spec" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.spec;
}

const issue = (spec: CertificateSpec) =>
  issueByCa({ spec, privateKeyPem: "", now, ca: { ...root, name: "shop/ca" } });

describe("a request that openssl made", () => {
  const kinds: [kind: string, how: string[], key: object][] = [
    ["RSA 2048", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], { algorithm: "RSA", size: 2048 }],
    ["RSA 3072", ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"], { algorithm: "RSA", size: 3072 }],
    ["P-256", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], { algorithm: "ECDSA", size: 256 }],
    ["P-384", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"], { algorithm: "ECDSA", size: 384 }],
    ["P-521", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"], { algorithm: "ECDSA", size: 521 }],
    ["Ed25519", ["-algorithm", "ED25519"], { algorithm: "Ed25519", size: 256 }],
  ];
  it.each(kinds)(
    "with a key of %s is signed by a CA: for that key, these names and that subject",
    (_, how, key) => {
      const { key: file, csr } = made(how);
      const spec = specOf(csr);
      const issued = issue(spec);
      expect(spec.privateKey).toMatchObject(key);
      expect(verdict(issued.certificatePem, issued.caPem, now, ["-verify_hostname", "a.example.com"])).toBe(
        "OK",
      );
      expect(verifyMaterial({ ...issued, privateKeyPem: "" }, { spec, now })).toEqual([]);
      const [leaf = ""] = splitChain(issued.certificatePem);
      const publicKey = ["-pubkey", "-noout"];
      expect(openssl(["x509", ...publicKey], leaf)).toBe(openssl(["pkey", "-in", file, "-pubout"]));
      const subject = ["-noout", "-subject", "-nameopt", "RFC2253,-esc_msb,utf8"];
      expect(openssl(["x509", ...subject], leaf)).toBe(openssl(["req", ...subject], csr));
      expect(readCertificate(leaf)).toMatchObject({
        subject: "CN=shop.example.com,DC=example,OU=a,O=Größe,C=DE",
        dnsNames: ["*.example.com", "shop.example.com"],
        ipAddresses: ["192.0.2.1"],
        uris: ["spiffe://a/b"],
        emailAddresses: ["a@example.com"],
        isCA: false,
      });
    },
  );

  const [, , [, curve]] = kinds as [unknown, unknown, [string, string[]]];

  it("with the older label and a text before it is read", () => {
    const { csr } = made(curve, ["-newhdr", "-text", "-addext", names]);
    expect(csr).toContain("-----BEGIN NEW CERTIFICATE REQUEST-----");
    expect(specOf(csr).dnsNames).toEqual(["*.example.com", "shop.example.com"]);
  });

  it("asks for usages, which are granted", () => {
    const usages = [
      "-addext",
      "keyUsage=critical,digitalSignature",
      "-addext",
      "extendedKeyUsage=serverAuth,clientAuth",
    ];
    const { csr } = made(curve, ["-addext", names, ...usages]);
    const issued = issue(specOf(csr));
    const granted = ["client auth", "digital signature", "server auth"];
    expect(readCertificate(splitChain(issued.certificatePem)[0] ?? "").usages).toEqual(granted);
  });

  it("for a CA below is signed where the program wants one", () => {
    const { csr } = made(curve, [
      "-addext",
      "basicConstraints=critical,CA:TRUE,pathlen:0",
      "-addext",
      "keyUsage=keyCertSign,cRLSign",
    ]);
    const spec = specOf(csr, { isCA: true, pathLenConstraint: 0 });
    const issued = issue(spec);
    expect(verdict(issued.certificatePem, issued.caPem, now)).toBe("OK");
    expect(verifyMaterial({ ...issued, privateKeyPem: "" }, { spec, now })).toEqual([]);
    expect(openssl(["x509", "-noout", "-text"], issued.certificatePem)).toMatch(/CA:TRUE, pathlen:0/);
  });

  it.each([
    ["SHA-1", ["-sha1"], "is signed by 1.2.840.113549.1.1.5, and can be by RSA"],
    ["PSS", ["-sigopt", "rsa_padding_mode:pss"], "is signed by 1.2.840.113549.1.1.10, and can be by RSA"],
  ])("with a signature by %s is refused", (_, how, said) => {
    const { csr } = made(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], how);
    expect(readRequest(csr)).toEqual({ fault: expect.stringContaining(said) });
  });

  it("with a key that no CA takes is refused", () => {
    expect(readRequest(made(["-algorithm", "ED448"]).csr)).toEqual({
      fault: "cannot be read: its public key (1.3.101.113) is not RSA, ECDSA or Ed25519",
    });
  });

  it("with a second common name, which nobody would have proven, is refused", () => {
    const key = file(openssl(["genpkey", "-algorithm", "ED25519"]));
    const subject = "/O=Shop/CN=evil.example.com/CN=shop.example.com";
    const fault = "has more than one common name, of which one alone can be proven";
    expect(readRequest(openssl(["req", "-new", "-key", key, "-subj", subject]))).toEqual({ fault });
  });

  it("that is too large for a record is refused", () => {
    const { csr } = made(["-algorithm", "ED25519"], ["-addext", `subjectAltName=${long}`]);
    const fault = "is larger than 100000 octets, and no record could hold what it asks for";
    expect(readRequest(csr)).toEqual({ fault });
  });
});

it("a certificate for another key than the request's is refused", () => {
  const [one, other] = ["a", "b"].map(() => specOf(made(["-algorithm", "ED25519"]).csr)) as [
    CertificateSpec,
    CertificateSpec,
  ];
  const issued = issue(one);
  expect(
    verifyMaterial({ ...issued, privateKeyPem: "" }, { spec: other, now }).map(({ detail }) => detail),
  ).toEqual(["the certificate in tls.crt is not for the key of csr"]);
});
