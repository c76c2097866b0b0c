import type { CertificateSpec, Duration, Subject } from "./certificate-spec.js";
import type { ReadRequest } from "./csr-spec.js";
import { parseDuration } from "./duration.js";
import { type CheckFailure, Fields, type Findings, shorten } from "./fields.js";
import {
  isDns1123Label,
  isDns1123Subdomain,
  readDnsName,
  readEmailAddress,
  readIp,
  readUri,
} from "./names.js";
import { checkAcmeNames } from "./parse-acme.js";
import { parseCaLimits } from "./parse-ca-limits.js";
import { parseCopies } from "./parse-copies.js";
import { parseCrl } from "./parse-crl.js";
import { parseCsr, refuseIssuer } from "./parse-csr.js";
import { parseIssuer } from "./parse-issuer.js";
import { parseKeystores } from "./parse-keystores.js";
import { parseOwnership } from "./parse-ownership.js";
import { parsePrivateKey, parseUsages } from "./parse-private-key.js";
import { parseRenewal } from "./parse-renewal.js";
import { parseSecretTemplate, parseStore } from "./parse-store.js";
import { parseVerify } from "./parse-verify.js";
import { printable } from "./printable.js";
import { isPublicCa } from "./public-cas.js";

/** The inputs read whole: a specification, or everything wrong with them, or what a preview does not know yet. */
export type Parsed =
  | { readonly spec: CertificateSpec }
  | { readonly failures: readonly CheckFailure[] }
  | { readonly waitingOn: readonly string[] };

const hour = 3_600_000;
const minute = 60_000;
/** Certificates name four digits of a year (RFC 5280, 4.1.2.5); this is far from them, and longer than any key is good for. */
const longestLife = 876_000 * hour;

/** What is kept beside a Secret is named after it, with one of these behind it. */
const suffixes = [".kubecerts", ".kubecerts-order"] as const;

/**
 * Reads a `Certificate`'s inputs, in cert-manager's field names with cert-manager's limits and defaults, and
 * refuses what could never settle. All failures are reported at once, also beside values that are not known yet.
 * `readRequest` reads a `csr`.
 *
 * @see cert-manager, internal/apis/certmanager/validation/certificate.go
 */
export function parseSpec(inputs: Readonly<Record<string, unknown>>, readRequest: ReadRequest): Parsed {
  const findings: Findings = { failures: [], waitingOn: [] };
  const fields = new Fields(inputs, "", findings);
  fields.has("decision"); // ours, computed by check

  const namespace = fields.text("namespace", "the name of a namespace", accept(isDns1123Label)) ?? "default";
  const secretName = fields.text(
    "secretName",
    `the name of a Secret (DNS-1123), not ending in ${suffixes.join(" or ")}`,
    accept(isSecretName),
  );
  if (!fields.has("secretName"))
    fields.fail("secretName", "is missing: the Secret that the certificate is kept in");
  const { asked, ...csr } = parseCsr(fields, findings, readRequest);
  const names = parseNames(asked);
  const { issuer, byController } = parseIssuer(fields, namespace);
  refuseIssuer(fields, issuer);
  const times = parseTimes(fields, byController);
  checkAcmeNames(fields, asked, issuer, names);
  const isCA = fields.boolean("isCA") ?? false;
  const limits = parseCaLimits(fields, byController);
  const privateKey = parsePrivateKey(asked);
  if (issuer?.kind === "acme" && privateKey.algorithm === "Ed25519" && isPublicCa(issuer.acme.server))
    asked.fail(
      "privateKey.algorithm",
      "cannot be Ed25519 with this CA: publicly trusted ones sign RSA and ECDSA keys alone",
    );
  const usages = parseUsages(fields.has("usages") ? fields : asked, isCA);
  const subject = parseSubject(asked);
  const crl = parseCrl(fields, usages, byController);
  if (fields.has("crl") && !asked.has("commonName") && !asked.has("subject"))
    fields.fail("crl", "needs a name of its CA, by which clients find it: give commonName or subject");
  const renewal = parseRenewal(fields, byController);
  const secretTemplate = parseSecretTemplate(fields);
  const keystores = parseKeystores(fields, byController);
  const store = parseStore(fields, byController);
  const copies = parseCopies(fields, { namespace, secretName, store });
  const exportPrivateKey = fields.boolean("exportPrivateKey") ?? false;
  const timeout =
    fields.text("timeout", `a duration over zero and at most 596h, such as "5m"`, positiveDuration) ??
    5 * minute;
  const verify = parseVerify(fields);
  const ownership = parseOwnership(fields, byController);
  fields.done();

  if (findings.failures.length > 0) return { failures: findings.failures.map(fitToPrint) };
  if (findings.waitingOn.length > 0) return { waitingOn: [...new Set(findings.waitingOn)] };
  if (secretName === undefined || issuer === undefined || store === undefined)
    throw new Error("parseSpec: a field is missing and nothing was reported"); // a bug here, not in the inputs
  return {
    spec: {
      namespace,
      secretName,
      store,
      ...copies,
      issuer,
      ...csr,
      ...names,
      ...times,
      subject,
      privateKey,
      usages,
      isCA,
      ...limits,
      ...crl,
      secretTemplate,
      ...keystores,
      renewal,
      exportPrivateKey,
      timeout,
      ownership,
      ...(verify === undefined ? {} : { verify }),
    },
  };
}

/** What it cites may be foreign: names out of a request, or out of another resource's outputs. */
function fitToPrint({ property, reason }: CheckFailure): CheckFailure {
  return { property, reason: printable(reason) };
}

function accept(predicate: (text: string) => boolean): (text: string) => string | undefined {
  return (text) => (predicate(text) ? text : undefined);
}

function isSecretName(text: string): boolean {
  return suffixes.every((suffix) => !text.endsWith(suffix) && isDns1123Subdomain(text + suffix));
}

/** Node's timers count no further: a longer one would end at once. */
const longestTimeout = 2 ** 31 - 1;

function positiveDuration(text: string): Duration | undefined {
  const duration = parseDuration(text);
  return duration !== undefined && duration > 0 && duration <= longestTimeout ? duration : undefined;
}

function parseNames(fields: Fields) {
  const nameFields = ["commonName", "dnsNames", "ipAddresses", "uris", "emailAddresses"] as const;
  // RFC 5280, A.1: ub-common-name is 64.
  const short = accept((text) => text.length >= 1 && text.length <= 64);
  const commonName = fields.text("commonName", "a text of 1 to 64 characters", short);
  const names = {
    dnsNames: fields.list("dnsNames", readDnsName) ?? [],
    ipAddresses: fields.list("ipAddresses", readIp) ?? [],
    uris: fields.list("uris", readUri) ?? [],
    emailAddresses: fields.list("emailAddresses", readEmailAddress) ?? [],
  };
  const given = nameFields.some((name) => {
    const value = fields.has(name) ? fields.raw(name) : null;
    // A common name that is a list has been told of already.
    return value !== null && (name === "commonName" || !Array.isArray(value) || value.length > 0);
  });
  if (!given) fields.fail("dnsNames", `at least one name is needed: ${nameFields.join(", ")}`);
  return { ...names, ...(commonName === undefined ? {} : { commonName }) };
}

function parseTimes(fields: Fields, byController: boolean) {
  const wanted = `a duration such as "2160h" or "1h30m" (Go's units ns, us, ms, s, m and h; no days)`;
  const duration = fields.text("duration", wanted, parseDuration);
  const renewBefore = fields.text("renewBefore", wanted, parseDuration);
  const percentage = fields.number(
    "renewBeforePercentage",
    "a whole number over 0 and under 100",
    (value) => Number.isInteger(value) && value > 0 && value < 100,
  );
  if (duration !== undefined && duration < hour) fields.fail("duration", "must be at least 1h");
  if (duration !== undefined && duration > longestLife)
    fields.fail("duration", "must be at most 876000h, a hundred years");
  if (renewBefore !== undefined && renewBefore < 5 * minute)
    fields.fail("renewBefore", "must be at least 5m");
  const unknownDuration = duration === undefined && fields.has("duration");
  if (renewBefore !== undefined && !unknownDuration && renewBefore >= (duration ?? 2160 * hour))
    fields.fail("renewBefore", "must be shorter than duration, or the certificate would always be due");
  if (percentage !== undefined && byController && !unknownDuration)
    checkPercentage(fields, percentage, duration ?? 2160 * hour);
  if (fields.has("renewBefore") && fields.has("renewBeforePercentage"))
    fields.fail("renewBeforePercentage", "cannot be given beside renewBefore");
  return {
    duration: duration ?? 2160 * hour,
    ...(renewBefore === undefined ? {} : { renewBefore }),
    ...(percentage === undefined ? {} : { renewBeforePercentage: percentage }),
  };
}

/**
 * cert-manager wants five minutes at least before the end of a life (its API reference) and after its beginning (what
 * its webhook refuses in truth).
 */
function checkPercentage(fields: Fields, percentage: number, duration: Duration): void {
  const before = (duration * percentage) / 100;
  if (Math.min(before, duration - before) >= 5 * minute) return;
  fields.fail(
    "renewBeforePercentage",
    `must leave at least 5m of duration before the renewal and after it, as cert-manager wants it; ${percentage} % of it is ${Math.round(before / 1000)}s`,
  );
}

function parseSubject(fields: Fields): Subject {
  const subject = fields.object("subject");
  if (subject === undefined) return {};
  const text = (value: string) => (value.length > 0 ? { value } : { reason: "must not be empty" });
  const country = (value: string) =>
    /^[A-Za-z]{2}$/.test(value)
      ? { value }
      : { reason: `${shorten(value)} is not a country code of two letters` };
  const lists = [
    "organizations",
    "organizationalUnits",
    "localities",
    "provinces",
    "streetAddresses",
    "postalCodes",
  ] as const;
  const result: Record<string, string | string[]> = {};
  const keep = (name: string, value: string | string[] | undefined) => {
    if (value !== undefined && value.length > 0) result[name] = value;
  };
  for (const name of lists) keep(name, subject.list(name, text));
  keep("countries", subject.list("countries", country));
  keep("serialNumber", subject.text("serialNumber", "a text"));
  subject.done();
  return result;
}
