import fc from "fast-check";
import type { CopySeen, CopyState } from "../../provider/record/copy-seen.js";
import type { Material, Observed, Present } from "../../provider/record/observed.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import { day, granted, issuedAt, notBefore, specOf } from "../support/observations.js";
import { requestPem } from "../support/requests.js";

/** Before and after the life of the certificates in these tests. */
export const instants = fc.integer({ min: notBefore - 400 * day, max: notBefore + 400 * day });

const keys = fc.constantFrom(
  {},
  { privateKey: { algorithm: "RSA", size: 4096 } },
  { privateKey: { algorithm: "ECDSA", size: 384 } },
  { privateKey: { algorithm: "Ed25519" } },
);
/** Lists of DNS names. */
export const names = fc.uniqueArray(
  fc.constantFrom("a.example.com", "b.example.com", "*.example.com", "c.example.com"),
  { minLength: 1 },
);
const renewals = fc.oneof(
  fc.constant({}),
  fc.integer({ min: 1, max: 99 }).map((renewBeforePercentage) => ({ renewBeforePercentage })),
  fc.integer({ min: 1, max: 59 }).map((minutes) => ({ renewBefore: `${Math.max(5, minutes)}m` })),
);

/** By whom it is issued and for what: keys made here, or requests of the user's own for one key or another. */
const subjects = fc.oneof(
  { weight: 3, arbitrary: fc.record({ dnsNames: names, key: keys, isCA: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        requestPem(),
        requestPem({ keyName: "another" }),
        requestPem({ dnsNames: ["a.example.com", "b.example.com"], commonName: "a.example.com" }),
      )
      .map((csr) => ({
        dnsNames: undefined,
        key: { csr, issuer: { ca: { secretName: "root-ca" } } },
        isCA: false,
      })),
  },
);

/** Specifications that pass the check, of every kind that decide distinguishes. */
export const specs: fc.Arbitrary<CertificateSpec> = fc
  .tuple(
    subjects,
    renewals,
    fc.integer({ min: 1, max: 9000 }),
    fc.option(fc.integer({ min: 1, max: 3 })),
    fc.dictionary(fc.constantFrom("team", "tier"), fc.constantFrom("a", "b")),
    fc.constantFrom([], [{ days: ["Tue"], start: "22:00", end: "02:00", timeZone: "Europe/Berlin" }]),
  )
  .map(([{ dnsNames, key, isCA }, renewal, hours, trigger, labels, windows]) =>
    specOf({
      dnsNames,
      ...key,
      ...renewal,
      duration: `${hours}h`,
      isCA,
      secretTemplate: { labels },
      renewal: { windows, ...(trigger === null ? {} : { trigger }) },
    }),
  );

const change = fc.constantFrom(
  { code: "SecretMismatch", field: "tls.crt", observed: "another", wanted: "this" } as const,
  { code: "TypeChanged", field: "type", observed: "Opaque", wanted: "kubernetes.io/tls" } as const,
);
const materials: fc.Arbitrary<Material> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ state: "intact" } as const) },
  fc.constant({ state: "absent" } as const),
  fc.constant({ state: "not inspected", why: "forbidden" } as const),
  fc
    .tuple(fc.boolean(), change)
    .map(([restorable, one]) => ({ state: "changed", restorable, changes: [one] }) as const),
);

/** What a CA may have said of a certificate issued at that time. */
const notesAt = (at: number) =>
  fc
    .tuple(
      fc.integer({ min: -30 * day, max: 300 * day }),
      fc.integer({ min: 1000, max: 9 * day }),
      fc.boolean(),
    )
    .map(([from, length, isLimited]) => ({
      issued: [at],
      renewalInfo: { start: at + from, end: at + from + length, checkedAt: at, nextCheck: at },
      ...(isLimited ? { retryAfter: { until: at + from, detail: "too many" } } : {}),
    }));

/** Copies of a certificate issued at some time, on the list or off it, in every state. */
const copiesAt = (fingerprint: string): fc.Arbitrary<readonly CopySeen[]> =>
  fc.array(
    fc
      .tuple(
        fc.constantFrom<CopyState>(
          { state: "intact" },
          { state: "absent" },
          { state: "changed", why: "was changed" },
          { state: "foreign", owned: "somebody else" },
          { state: "wrong cluster", observed: "uid:b", wanted: "uid:a" },
          { state: "not inspected", why: "forbidden" },
          { state: "unreachable", why: "connection refused" },
        ),
        fc.constantFrom(undefined, 0),
        fc.constantFrom(undefined, fingerprint, "f".repeat(64)),
      )
      .map(([seen, listed, holds]) => ({
        name: "audit/web-tls",
        seen,
        ...(listed === undefined ? {} : { listed }),
        ...(holds === undefined ? {} : { holds }),
      })),
    { maxLength: 2 },
  );

/** A certificate issued at some time for a specification, with whatever may have happened to it since. */
const happenedTo = (spec: CertificateSpec): fc.Arbitrary<Observed & Present> =>
  fc
    .tuple(instants, materials, fc.boolean(), fc.boolean(), fc.option(fc.constantFrom("c", "d")))
    .chain((parts) =>
      fc
        .tuple(fc.option(notesAt(parts[0]), { freq: 2 }), copiesAt(granted(spec, parts[0]).fingerprint))
        .map((more) => [...parts, ...more] as const),
    )
    .map(([at, material, faulty, known, signer, notes, copies]) => {
      const { recorded, ...issued } = issuedAt(spec, at, { material });
      return {
        ...issued,
        record: { ...issued.record, ...(notes === null ? {} : { acme: notes }) },
        ...(faulty ? { recordFault: { code: "RecordMissing", why: "it is gone" } as const } : {}),
        ...(known && recorded !== undefined ? { recorded } : {}),
        copies,
        ...(signer === null
          ? {}
          : {
              issuer: {
                state: "present",
                keyHash: signer.repeat(64),
                subject: "CN=ca",
                notAfter: at,
              } as const,
            }),
      };
    });

/** Any instant, but half of the time one about where something begins or ends for this certificate. */
const momentsOf = ({ certificate, record }: Present): fc.Arbitrary<number> => {
  const { notBefore, notAfter } = certificate;
  return fc.oneof(
    instants,
    fc
      .tuple(
        fc.constantFrom(notBefore, record.renewalTime ?? notBefore, notAfter),
        fc.integer({ min: -day, max: 9 * day }),
      )
      .map(([turn, later]) => turn + later),
  );
};

/**
 * A specification, a certificate and an instant. Most of the time the certificate was issued for just that
 * specification, so that there is something to keep, to renew and to repair; else for another.
 */
export const cases: fc.Arbitrary<readonly [CertificateSpec, Observed & Present, number]> = specs
  .chain((spec) =>
    fc
      .oneof({ weight: 3, arbitrary: happenedTo(spec) }, specs.chain(happenedTo))
      .map((seen) => [spec, seen] as const),
  )
  .chain(([spec, seen]) => momentsOf(seen).map((now) => [spec, seen, now] as const));
