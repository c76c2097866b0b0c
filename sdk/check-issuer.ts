import { parseDuration } from "../provider/spec/duration.js";
import { Fields } from "../provider/spec/fields.js";
import { isDns1123Label, isDns1123Subdomain, readEmailAddress } from "../provider/spec/names.js";
import { checkDns01, checkHttp01 } from "./check-solver.js";
import type { Reader } from "./known-inputs.js";

const issuerTypes = ["selfSigned", "ca", "acme"] as const;

/**
 * Finds what cert-manager would refuse, and what it would take and never get ready with. Fields that a later
 * cert-manager may know are left to it.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/internal/apis/certmanager/validation/issuer.go
 */
export const checkIssuer: Reader = (fields, findings) => {
  fields.text("name", "a DNS-1123 subdomain", (text) => (isDns1123Subdomain(text) ? text : undefined));
  fields.text("namespace", "a DNS-1123 label", (text) => (isDns1123Label(text) ? text : undefined));
  fields.text("timeout", "a duration such as 5m", parseDuration);
  const [type] = exactlyOne(fields, issuerTypes);
  if (type === undefined) return;
  fields.object("selfSigned");
  const ca = fields.object("ca");
  if (ca !== undefined) requireText(ca, "secretName", "the name of a Secret", secretName);
  const acme = fields.object("acme");
  if (acme === undefined) return;
  checkAcme(acme);
  const solvers = acme.raw("solvers") ?? [];
  if (!Array.isArray(solvers)) return void acme.fail("solvers", "must be a list of solvers");
  for (const [index, solver] of solvers.entries()) {
    const at = new Fields(Object(solver), `${acme.path("solvers")}[${index}]`, findings);
    exactlyOne(at, ["http01", "dns01"]);
    at.text("waitInsteadOfSelfCheck", "a duration of 0s or more such as 30s", parseDuration);
    checkHttp01(at.object("http01"));
    checkDns01(at.object("dns01"));
  }
};

function checkAcme(acme: Fields): void {
  requireText(acme, "server", "the https URL of an ACME directory", (text) =>
    /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : "") ? text : undefined,
  );
  acme.text("email", "a bare email address", (text) =>
    "value" in readEmailAddress(text) ? text : undefined,
  );
  acme.text("preferredChain", "at most 64 characters", (text) => (text.length <= 64 ? text : undefined));
  if (acme.has("caBundle") && acme.boolean("skipTLSVerify"))
    acme.fail("skipTLSVerify", "cannot be given beside caBundle");
  checkSecretRef(acme, "privateKeySecretRef");
  const binding = acme.object("externalAccountBinding");
  if (binding === undefined) return;
  requireText(binding, "keyID", "the key identifier that the CA gave");
  if (!binding.has("keySecretRef")) binding.fail("keySecretRef", "is missing");
  const keyRef = checkSecretRef(binding, "keySecretRef");
  if (keyRef !== undefined) requireText(keyRef, "key", "the name of a field in the Secret");
}

/** The fields of a reference to a Secret, which must name one. */
export function checkSecretRef(fields: Fields, name: string): Fields | undefined {
  const reference = fields.object(name);
  if (reference !== undefined) requireText(reference, "name", "the name of a Secret", secretName);
  return reference;
}

/** The names that are given, of which there must be one; reports under the first when there are more. */
export function exactlyOne(fields: Fields, names: readonly string[]): string[] {
  const given = names.filter((name) => fields.has(name));
  if (given.length === 0) fields.fail(names.join(" | "), "one of them must be given");
  for (const name of given.slice(1)) fields.fail(name, `cannot be given beside ${given[0]}`);
  return given;
}

export function requireText(
  fields: Fields,
  name: string,
  wanted: string,
  read?: (text: string) => string | undefined,
) {
  if (fields.has(name)) fields.text(name, wanted, read);
  else fields.fail(name, "is missing");
}

const secretName = (text: string) => (isDns1123Subdomain(text) ? text : undefined);
