import { describe, expect, it } from "vitest";
import type { CaKeyPair } from "../../provider/issue/ca-request.js";
import { UnfitCa } from "../../provider/issue/unfit-ca.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { authority, issued, privateKeyPem } from "../support/certificates.js";
import { openssl, root as opensslRoot, verdict } from "../x509/openssl.js";
import { firstOf, issue, keyPair, lower, now, root, subjects, web } from "./authorities.js";

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
      "UnreadableCertificate",
      "issuer.ca",
      { ...keyPair(root), certificatePem: "none" },
      {},
      "has a certificate that cannot be read: it holds no certificate in PEM",
      "Give it as PEM",
    ],
    [
      "has a key that is text",
      "UnreadableKey",
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
      "UnreadableCertificate",
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
