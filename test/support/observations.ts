import { dueTime } from "../../provider/decision/renewal-time.js";
import type { AcmeNotes } from "../../provider/record/acme-notes.js";
import type { CertificateFacts } from "../../provider/record/certificate-facts.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import type { CertificateRecord } from "../../provider/record/record.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import type { Instant } from "../../provider/spec/instant.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { applied, requested, secretForm } from "../../provider/spec/requested.js";
import { readRequest } from "../../provider/x509/read-request.js";

export const day = 86_400_000;

/** 2026-09-02T00:00:00Z, and 90 days later: the life of the certificate in these tests. */
export const notBefore = Date.UTC(2026, 8, 2);
export const notAfter = notBefore + 90 * day;
export const dueFrom = notBefore + 60 * day;

export const owner = { id: "a1b2c3d4e5f60718", project: "app", stack: "dev", name: "web" };

export const inputs = {
  namespace: "shop",
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  issuer: { selfSigned: {} },
  store: { directory: "certs" },
};

/** The specification of these inputs, which must be without fault. */
export function specOf(changes: Record<string, unknown> = {}): CertificateSpec {
  const parsed = parseSpec({ ...inputs, ...changes }, readRequest);
  if (!("spec" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.spec;
}

/** What an issuer that grants everything makes of a specification. */
export function granted(spec: CertificateSpec, now: Instant, serial = 1): CertificateFacts {
  const start = Math.floor(now / 1000) * 1000;
  return {
    serialNumber: serial.toString(16),
    fingerprint: serial.toString(16).padStart(64, "0"),
    subject: "",
    issuer: "CN=ca",
    notBefore: start,
    notAfter: start + spec.duration,
    dnsNames: spec.dnsNames,
    ipAddresses: spec.ipAddresses,
    uris: spec.uris,
    emailAddresses: spec.emailAddresses,
    isCA: spec.isCA,
    publicKey: {
      algorithm: spec.privateKey.algorithm,
      size: spec.privateKey.size,
      hash: spec.csr?.publicKeyHash ?? serial.toString(16).padStart(64, "f"),
    },
    ...(spec.commonName === undefined ? {} : { commonName: spec.commonName }),
  };
}

/** The record that is written beside a certificate. */
export function recordOf(
  spec: CertificateSpec,
  certificate: CertificateFacts,
  revision = 1,
  acme?: AcmeNotes,
): CertificateRecord {
  return {
    version: 1,
    owner,
    uid: "00000000-0000-4000-8000-000000000001",
    revision,
    requested: requested(spec),
    form: secretForm(spec),
    issuerKeyHash: "c".repeat(64),
    renewalTime: dueTime(spec, certificate, acme?.renewalInfo),
    secretTemplate: {
      annotations: { ...spec.secretTemplate.annotations },
      labels: { ...spec.secretTemplate.labels },
    },
    secretVersion: "v1",
    certificatePem: "-",
    ...appliedOf(spec),
    ...(spec.renewal.trigger === undefined ? {} : { trigger: spec.renewal.trigger }),
    ...(acme === undefined ? {} : { acme }),
  };
}

/** What a record says of cert-manager's Certificate, where there is one. */
export function appliedOf(spec: CertificateSpec): Pick<CertificateRecord, "applied"> {
  return spec.issuer.kind === "issuerRef" ? { applied: applied(spec) } : {};
}

/** Everything as it stands after this specification was issued at `now`: the state knows it all. */
export function issuedAt(
  spec: CertificateSpec,
  now: Instant,
  changes: Partial<Present> = {},
): Observed & Present {
  const certificate = granted(spec, now);
  const record = recordOf(spec, certificate);
  return {
    state: "present",
    record,
    certificate,
    material: { state: "intact" },
    owner,
    recorded: recordedOf(record, certificate),
    ...changes,
  };
}

export function recordedOf(
  record: CertificateRecord,
  certificate: CertificateFacts,
): NonNullable<Observed["recorded"]> {
  return {
    revision: record.revision,
    fingerprint: certificate.fingerprint,
    requested: record.requested,
    outdated: [],
    ...(record.trigger === undefined ? {} : { trigger: record.trigger }),
    ...(record.renewalTime === undefined ? {} : { renewalTime: record.renewalTime }),
  };
}
