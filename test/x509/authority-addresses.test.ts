import { describe, expect, it } from "vitest";
import type { AuthorityAddresses } from "../../provider/spec/certificate-spec.js";
import {
  encodeAuthorityInfoAccess,
  encodeCrlDistributionPoints,
} from "../../provider/x509/authority-addresses.js";
import { oids } from "../../provider/x509/object-identifiers.js";
import { readParts } from "../../provider/x509/read-certificate.js";
import { privateKeyPem } from "../support/certificates.js";
import { root } from "./openssl.js";

describe("what a CA says of itself", () => {
  const rows: [openssl: string, addresses: AuthorityAddresses][] = [
    [
      "crlDistributionPoints=URI:http://a.example/1.crl,URI:http://b.example/1.crl",
      { crlDistributionPoints: ["http://a.example/1.crl", "http://b.example/1.crl"] },
    ],
    [
      "authorityInfoAccess=OCSP;URI:http://ocsp.example,caIssuers;URI:http://a.example/ca.crt",
      { ocspServers: ["http://ocsp.example"], issuingCertificateURLs: ["http://a.example/ca.crt"] },
    ],
    [
      "authorityInfoAccess=caIssuers;URI:http://a.example/ca.crt",
      { issuingCertificateURLs: ["http://a.example/ca.crt"] },
    ],
  ];
  it.each(rows)("is the octets that OpenSSL writes for %s", (openssl, addresses) => {
    const { extensions } = readParts(
      root(`basicConstraints=critical,CA:true\n${openssl}`, privateKeyPem("limited")),
    );
    expect({
      crl: encodeCrlDistributionPoints(addresses)?.toString("hex"),
      access: encodeAuthorityInfoAccess(addresses)?.toString("hex"),
    }).toEqual({
      crl: extensions.get(oids.crlDistributionPoints)?.value.toString("hex"),
      access: extensions.get(oids.authorityInfoAccess)?.value.toString("hex"),
    });
  });
});
