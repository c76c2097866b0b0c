import type { KeyUsage } from "./certificate-spec.js";
import {
  type CrlSpec,
  type RevocationReason,
  type RevokedCertificate,
  revocationReasons,
} from "./crl-spec.js";
import { parseDuration } from "./duration.js";
import type { Fields } from "./fields.js";
import { parseInstant } from "./instant.js";

const hour = 3_600_000;

/** The list is kept in the record, which has the size of a ConfigMap. */
const mostRevoked = 1000;

/** What a CA revokes; only where the provider signs with the CA's key and the key may sign lists. */
export function parseCrl(
  fields: Fields,
  usages: readonly KeyUsage[],
  byController: boolean,
): { crl?: CrlSpec } {
  const crl = fields.object("crl");
  if (crl === undefined) return {};
  if (byController)
    fields.fail("crl", "cannot be given beside issuerRef: cert-manager issues no revocation lists");
  else if (fields.raw("isCA") === false || !fields.has("isCA"))
    fields.fail("crl", "can be given only with isCA: true");
  else if (!usages.includes("crl sign"))
    fields.fail("crl", "needs the usage crl sign: add it to usages, with which the CA is issued anew");
  const members = crl.objects("revoked") ?? [];
  const revoked = members.flatMap((member) => parseRevoked(member) ?? []);
  if (members.length > mostRevoked)
    crl.fail("revoked", `must hold at most ${mostRevoked} certificates: leave out those that expired`);
  if (new Set(revoked.map(({ serialNumber }) => serialNumber)).size < revoked.length)
    crl.fail("revoked", "must name each serial number once");
  const duration = crl.text("duration", `a duration of at least 1h, such as "168h"`, (text) => {
    const value = parseDuration(text);
    return value !== undefined && value >= hour ? value : undefined;
  });
  crl.done();
  revoked.sort((one, other) => (one.serialNumber < other.serialNumber ? -1 : 1));
  return { crl: { revoked, duration: duration ?? 168 * hour } };
}

function parseRevoked(member: Fields): RevokedCertificate | undefined {
  const serialNumber = member.text("serialNumber", "a serial number in hex", readSerialNumber);
  const revocationDate = member.text("revocationDate", "an instant such as 2026-11-01T00:00:00Z", (text) =>
    parseInstant(text),
  );
  for (const name of ["serialNumber", "revocationDate"])
    if (!member.has(name)) member.fail(name, "is missing");
  const reason = member.choice("reason", Object.keys(revocationReasons) as RevocationReason[]);
  member.done();
  if (serialNumber === undefined || revocationDate === undefined) return undefined;
  return { serialNumber, revocationDate, ...(reason === undefined ? {} : { reason }) };
}

/** With colons or without, as OpenSSL, browsers and the output `serialNumber` show it. */
function readSerialNumber(text: string): string | undefined {
  const digits = text.replaceAll(":", "").toLowerCase();
  if (!/^[0-9a-f]{1,40}$/.test(digits)) return undefined;
  const significant = digits.replace(/^0+(?=.)/, "");
  return significant.length % 2 === 0 ? significant : `0${significant}`;
}
