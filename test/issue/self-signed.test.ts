import { describe, expect, it } from "vitest";
import { issueSelfSigned } from "../../provider/issue/self-signed.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { readCertificate } from "../../provider/x509/read-certificate.js";
import { verifyMaterial } from "../../provider/x509/verify.js";
import { at, keyKinds, privateKeyPem } from "../support/certificates.js";
import { openssl, verdict } from "../x509/openssl.js";
import { specification } from "./specification.js";

const now = at("2026-02-01T00:00:00Z") + 789;

describe("a self-signed certificate", () => {
  it.each(["rsa2048", "p256", "ed25519"] as const)(
    "of a %s key is accepted by openssl and by verifyMaterial",
    (key) => {
      const spec = specification({
        commonName: "web",
        privateKey: { ...keyKinds[key], encoding: "PKCS1", rotationPolicy: "Always" },
      });
      const privateKeyPemOfIt = privateKeyPem("web", key);
      const issued = issueSelfSigned({ spec, privateKeyPem: privateKeyPemOfIt, now });
      const purpose = ["-purpose", "sslserver", "-verify_hostname", "shop.example.com"];
      expect(verdict(issued.certificatePem, issued.caPem, now, purpose)).toBe("OK");
      expect(verifyMaterial({ ...issued, privateKeyPem: privateKeyPemOfIt }, { spec, now })).toEqual([]);
    },
  );

  it("says what was asked for, begins with the second of now, and is its own CA", () => {
    const spec = specification({
      commonName: "web",
      subject: { organizations: ["Shop"] },
      ipAddresses: ["192.0.2.1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
    });
    const { certificatePem, caPem, issuerKeyHash } = issueSelfSigned({
      spec,
      privateKeyPem: privateKeyPem("web"),
      now,
    });
    const { serialNumber, fingerprint, publicKey, subjectKeyId, notBefore, notAfter, ...said } =
      readCertificate(certificatePem);
    expect(said).toEqual({
      subject: "CN=web,O=Shop",
      issuer: "CN=web,O=Shop",
      commonName: "web",
      dnsNames: ["shop.example.com"],
      ipAddresses: ["192.0.2.1"],
      uris: ["spiffe://example.com/web"],
      emailAddresses: ["ops@example.com"],
      isCA: false,
      usages: ["digital signature", "key encipherment"],
    });
    expect([formatInstant(notBefore), formatInstant(notAfter)]).toEqual([
      "2026-02-01T00:00:00Z",
      "2026-05-02T00:00:00Z",
    ]);
    expect(serialNumber).toHaveLength(40);
    expect(issuerKeyHash).toBe(publicKey.hash);
    expect(caPem).toBe(certificatePem);
  });

  it("may have no subject, only names", () => {
    const spec = specification();
    const { certificatePem } = issueSelfSigned({ spec, privateKeyPem: privateKeyPem("web"), now });
    const { subject, issuer, dnsNames } = readCertificate(certificatePem);
    expect({ subject, issuer, dnsNames }).toEqual({
      subject: "",
      issuer: "",
      dnsNames: ["shop.example.com"],
    });
    const printed = openssl(["x509", "-noout", "-ext", "subjectAltName"], certificatePem);
    expect(printed).toBe("X509v3 Subject Alternative Name: critical\n    DNS:shop.example.com\n");
  });

  it("may be a CA", () => {
    const spec = specification({
      commonName: "Root",
      dnsNames: [],
      isCA: true,
      usages: ["cert sign", "crl sign"],
    });
    const { certificatePem } = issueSelfSigned({ spec, privateKeyPem: privateKeyPem("Root"), now });
    expect(verdict(certificatePem, certificatePem, now, ["-purpose", "crlsign"])).toBe("OK");
    expect(readCertificate(certificatePem).isCA).toBe(true);
  });

  it("has another serial number each time", () => {
    const one = () =>
      issueSelfSigned({ spec: specification(), privateKeyPem: privateKeyPem("web"), now }).certificatePem;
    expect(readCertificate(one()).serialNumber).not.toBe(readCertificate(one()).serialNumber);
  });
});
