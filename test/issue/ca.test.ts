import { describe, expect, it } from "vitest";
import { issueByCa } from "../../provider/issue/ca.js";
import type { CaKeyPair } from "../../provider/issue/ca-request.js";
import { UnfitCa } from "../../provider/issue/unfit-ca.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { readCertificate, splitChain } from "../../provider/x509/read-certificate.js";
import { verifyMaterial } from "../../provider/x509/verify.js";
import { at, authority, issued, type Made, privateKeyPem } from "../support/certificates.js";
import { file, openssl, root as opensslRoot, verdict } from "../x509/openssl.js";
import { specification } from "./specification.js";

const now = at("2026-02-01T00:00:00Z");
const web = privateKeyPem("web");
const root = authority({ commonName: "Root" });
const upper = authority({ issuer: root, commonName: "Upper" });
const lower = authority({ issuer: upper, commonName: "Lower" });

function keyPair({ certificatePem, privateKeyPem }: Made, caPem?: string): CaKeyPair {
  return { certificatePem, privateKeyPem, name: "shop/ca", ...(caPem === undefined ? {} : { caPem }) };
}

function issue(ca: CaKeyPair, wanted: Partial<CertificateSpec> = {}, time = now) {
  return issueByCa({ spec: specification(wanted), privateKeyPem: web, ca, now: time });
}

const subjects = (pem: string) => splitChain(pem).map((one) => readCertificate(one).subject);

describe("a certificate from a CA", () => {
  const rows: [key: "rsa2048" | "p384" | "ed25519"][] = [["rsa2048"], ["p384"], ["ed25519"]];
  it.each(rows)("with a %s key is accepted by openssl and by verifyMaterial", (key) => {
    const ca = authority({
      issuer: authority({ keyName: "root" }),
      commonName: "CA",
      key,
      keyName: "ca",
    });
    const spec = specification({ commonName: "web", usages: ["digital signature", "server auth"] });
    const issued = issueByCa({ spec, privateKeyPem: web, ca: keyPair(ca, ca.caPem), now });
    const purpose = ["-purpose", "sslserver", "-verify_hostname", "shop.example.com"];
    expect(verdict(issued.certificatePem, issued.caPem, now, purpose)).toBe("OK");
    expect(verifyMaterial({ ...issued, privateKeyPem: web }, { spec, now })).toEqual([]);
    expect(issued.issuerKeyHash).toBe(ca.facts.publicKey.hash);
  });

  const chains: [what: string, ca: CaKeyPair, chain: string[], ca: string[]][] = [
    ["a root", keyPair(root), [""], ["CN=Root"]],
    ["a root that stands in ca.crt too", keyPair(root, root.caPem), [""], ["CN=Root"]],
    ["an intermediate and its root", keyPair(upper, upper.caPem), ["", "CN=Upper"], ["CN=Root"]],
    ["an intermediate alone", keyPair(upper), ["", "CN=Upper"], ["CN=Upper"]],
    ["two intermediates", keyPair(lower, lower.caPem), ["", "CN=Lower", "CN=Upper"], ["CN=Root"]],
    [
      "two intermediates and the root in tls.crt",
      keyPair({ ...lower, certificatePem: lower.certificatePem + root.caPem }),
      ["", "CN=Lower", "CN=Upper"],
      ["CN=Root"],
    ],
    [
      "a chain in another order, one of it twice",
      keyPair({ ...lower, certificatePem: firstOf(lower) + root.caPem + firstOf(upper) + firstOf(lower) }),
      ["", "CN=Lower", "CN=Upper"],
      ["CN=Root"],
    ],
    [
      "a bundle of roots in ca.crt",
      keyPair(upper, authority({ commonName: "Other" }).caPem + root.caPem),
      ["", "CN=Upper"],
      ["CN=Root"],
    ],
  ];
  it.each(chains)("of %s has the chain up to the root, without it", (_, ca, chain, cas) => {
    const issued = issue(ca);
    expect([subjects(issued.certificatePem), subjects(issued.caPem)]).toEqual([chain, cas]);
    const partial = cas[0] === "CN=Root" ? [] : ["-partial_chain"];
    expect(verdict(issued.certificatePem, issued.caPem, now, partial)).toBe("OK");
  });

  it("names its issuer octet by octet, in the encoding that the CA has", () => {
    const key = openssl(["genpkey", "-algorithm", "ed25519"]);
    const subject = ["-subj", "/O=Größe + OU=a/CN=CA", "-utf8", "-multivalue-rdn", "-nameopt", "utf8"];
    const config =
      "[req]\ndistinguished_name=dn\nstring_mask=default\nx509_extensions=e\n[dn]\n[e]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n";
    const certificatePem = openssl([
      "req",
      "-x509",
      "-new",
      "-key",
      file(key),
      "-config",
      file(config),
      ...subject,
    ]);
    const { notBefore, subjectKeyId } = readCertificate(certificatePem);
    const issued = issue({ certificatePem, privateKeyPem: key, name: "shop/ca" }, {}, notBefore);
    expect(verdict(issued.certificatePem, issued.caPem, notBefore)).toBe("OK");
    expect(readCertificate(issued.certificatePem).authorityKeyId).toBe(subjectKeyId);
  });
});

describe("the validity", () => {
  const ends = (ca: CaKeyPair, time = now) => {
    const { notBefore, notAfter } = readCertificate(splitChain(issue(ca, {}, time).certificatePem)[0]!);
    return [formatInstant(notBefore), formatInstant(notAfter)];
  };
  const short = authority({ commonName: "Short", notAfter: "2026-03-01T12:00:00Z" });
  const underShort = authority({ issuer: short, commonName: "Long" });

  it("is as long as was asked for", () => {
    expect(ends(keyPair(root), now + 999)).toEqual(["2026-02-01T00:00:00Z", "2026-05-02T00:00:00Z"]);
  });

  it("ends with the CA when that ends first", () => {
    expect(ends(keyPair(short))).toEqual(["2026-02-01T00:00:00Z", "2026-03-01T12:00:00Z"]);
  });

  it("ends with the first to end of those above the CA", () => {
    expect(ends(keyPair(underShort, underShort.caPem))).toEqual([
      "2026-02-01T00:00:00Z",
      "2026-03-01T12:00:00Z",
    ]);
  });

  it("may be the CA's last second", () => {
    const last = at("2026-03-01T12:00:00Z");
    expect(ends(keyPair(short), last)).toEqual(["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"]);
  });
});

function firstOf(made: Made): string {
  return splitChain(made.certificatePem)[0]!;
}

describe("a CA that cannot sign", () => {
  const constrained = constrainedAuthority();
  const v0 = authority({ commonName: "Zero", pathLength: 0 });
  const rows: [
    what: string,
    code: string,
    field: string,
    ca: CaKeyPair,
    wanted: Partial<CertificateSpec>,
    why: string,
    todo: string,
  ][] = [
    [
      "has not begun",
      "NotYetValid",
      "issuer.ca",
      keyPair(authority({ notBefore: "2026-02-01T00:00:01Z" })),
      {},
      "is not valid before 2026-02-01T00:00:01Z",
      "Wait until then, or check the clock of this machine",
    ],
    [
      "has ended",
      "Expired",
      "issuer.ca",
      keyPair(authority({ notAfter: "2026-01-31T23:59:59Z" })),
      {},
      "expired at 2026-01-31T23:59:59Z",
      "Renew it",
    ],
    [
      "has a root that has ended",
      "Expired",
      "issuer.ca",
      endedRoot(),
      {},
      "has an issuer, CN=Ended, that expired at 2026-01-31T23:59:59Z",
      "Renew it",
    ],
    [
      "is no CA",
      "NotACertificateAuthority",
      "issuer.ca",
      keyPair(issued({ commonName: "leaf" })),
      {},
      "is not a CA (basicConstraints)",
      "Give a certificate that was issued with isCA: true",
    ],
    [
      "has no keyCertSign",
      "NotACertificateAuthority",
      "issuer.ca",
      noCertSign(),
      {},
      "may not sign certificates (keyUsage)",
      "Give a certificate that was issued with isCA: true",
    ],
    [
      "has the key of another",
      "KeyMismatch",
      "issuer.ca",
      { ...keyPair(root), privateKeyPem: web },
      {},
      "has a private key that does not belong to its certificate",
      "Give the certificate and the key of one pair",
    ],
    [
      "has a key of another kind",
      "KeyMismatch",
      "issuer.ca",
      { ...keyPair(root), privateKeyPem: privateKeyPem("any", "ed25519") },
      {},
      "has a private key that does not belong to its certificate",
      "Give the certificate and the key of one pair",
    ],
    [
      "is text",
      "Unreadable",
      "issuer.ca",
      { ...keyPair(root), certificatePem: "none" },
      {},
      "has a certificate that cannot be read: it holds no certificate in PEM",
      "Give it as PEM",
    ],
    [
      "has a key that is text",
      "Unreadable",
      "issuer.ca",
      { ...keyPair(root), privateKeyPem: "hunter2" },
      {},
      "has a private key that cannot be read: it holds no private key in PEM",
      "Give it as PEM",
    ],
    [
      "has a stranger in its chain",
      "BrokenChain",
      "issuer.ca",
      keyPair({ ...lower, certificatePem: firstOf(lower) + root.caPem }),
      {},
      "has a chain in which CN=Root is the issuer of none",
      "Take it out of the CA's chain, or add what is missing between",
    ],
    [
      "allows no CA below it",
      "PathLengthExceeded",
      "isCA",
      keyPair(v0),
      { isCA: true, commonName: "CA" },
      "allows 0 CA certificates below it (pathLenConstraint), and this one would exceed that",
      "Leave out isCA, or choose a CA without that limit",
    ],
    [
      "stands too deep itself",
      "PathLengthExceeded",
      "issuer.ca",
      keyPair(authority({ issuer: v0, commonName: "Deep" }), v0.caPem),
      {},
      "has an issuer, CN=Zero, that allows 0 CA certificates below it (pathLenConstraint), and this one would exceed that",
      "Replace the CA",
    ],
    [
      "does not permit the name",
      "NameNotPermitted",
      "issuer.ca",
      constrained,
      { dnsNames: ["a.example.com", "shop.example.org"] },
      "does not permit the name shop.example.org (nameConstraints)",
      "Leave it out, or choose another CA",
    ],
    [
      "has an extension that is none",
      "Unreadable",
      "issuer.ca",
      rootBy("basicConstraints=critical,CA:true\n2.5.29.30=DER:0500", privateKeyPem("limited")),
      {},
      "has a certificate that cannot be read: the nameConstraints has the tag 0x5 instead of 0x30",
      "Give it as PEM",
    ],
    [
      "has a short RSA key",
      "WeakKey",
      "issuer.ca",
      shortRsa(),
      {},
      "has an RSA key of 1024 bits, and clients refuse less than 2048",
      "Replace the CA by one with a larger key",
    ],
  ];

  it.each(rows)(
    "is refused with the field, the cause and what to do: %s",
    (_, code, field, ca, wanted, why, todo) => {
      const error = refusal(() => issue(ca, wanted));
      expect({ code: error.code, field: error.field, message: error.message }).toEqual({
        code,
        field,
        message: `Certificate shop/web was not issued: the CA shop/ca ${why}. Nothing was changed. ${todo}, and run pulumi up again.`,
      });
    },
  );

  it("shows no stack and no key", () => {
    const error = refusal(() => issue({ ...keyPair(root), privateKeyPem: web }));
    expect(error.stack).toBe(error.message);
    expect(JSON.stringify(error) + error.stack).not.toContain("PRIVATE KEY");
  });

  it("leaves no OpenSSL error behind for the next call", () => {
    refusal(() => issue({ ...keyPair(root), privateKeyPem: privateKeyPem("any", "ed25519") }));
    expect(subjects(issue(keyPair(root)).certificatePem)).toEqual([""]);
  });

  it.each([
    ["of a leaf", keyPair(v0), {}],
    [
      "of names inside its constraints",
      constrained,
      { dnsNames: ["example.com", "a.b.example.com"], ipAddresses: ["192.0.2.7"] },
    ],
  ] as const)("is not what its limits make it, %s", (_, ca, wanted) => {
    const { certificatePem, caPem } = issue(ca, wanted);
    expect(verdict(certificatePem, caPem, now)).toBe("OK");
  });
});

function refusal(act: () => unknown): UnfitCa {
  try {
    act();
  } catch (error) {
    if (error instanceof UnfitCa) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

function endedRoot(): CaKeyPair {
  const ended = authority({ commonName: "Ended", notAfter: "2026-01-31T23:59:59Z" });
  const ca = authority({ issuer: ended, commonName: "Under" });
  return keyPair(ca, ended.caPem);
}

function rootBy(extensions: string, key: string): CaKeyPair {
  return { certificatePem: opensslRoot(extensions, key), privateKeyPem: key, name: "shop/ca" };
}

function constrainedAuthority(): CaKeyPair {
  const constraints =
    "nameConstraints=critical,permitted;DNS:example.com,permitted;IP:192.0.2.0/255.255.255.0";
  return rootBy(
    `basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n${constraints}`,
    privateKeyPem("limited"),
  );
}

function noCertSign(): CaKeyPair {
  return rootBy("basicConstraints=critical,CA:true\nkeyUsage=critical,cRLSign", privateKeyPem("limited"));
}

function shortRsa(): CaKeyPair {
  return rootBy("basicConstraints=critical,CA:true", openssl(["genrsa", "1024"]));
}
