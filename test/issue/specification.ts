import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";

/** A specification with every default, for `shop.example.com` in the Secret shop/web; 90 days, ECDSA. */
export function specification(wanted: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    namespace: "shop",
    secretName: "web",
    store: { kind: "directory", directory: "certs", plaintext: false },
    issuer: { kind: "selfSigned" },
    subject: {},
    dnsNames: ["shop.example.com"],
    ipAddresses: [],
    uris: [],
    emailAddresses: [],
    duration: 90 * 86_400_000,
    privateKey: { algorithm: "ECDSA", size: 256, encoding: "PKCS1", rotationPolicy: "Always" },
    usages: ["digital signature", "key encipherment"],
    isCA: false,
    secretTemplate: { annotations: {}, labels: {} },
    renewal: { by: "default" },
    exportPrivateKey: false,
    timeout: 300_000,
    ...wanted,
  } as CertificateSpec;
}
