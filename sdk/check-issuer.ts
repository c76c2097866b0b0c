import { parseDuration } from "../provider/spec/duration.js";
import { Fields, type Findings } from "../provider/spec/fields.js";
import { isDns1123Label } from "../provider/spec/names.js";
import { checkAcme } from "./check-acme.js";
import { exactlyOne, subdomain } from "./check-fields.js";
import { checkVault, checkVenafi } from "./check-vault.js";
import shape from "./issuer-1.21.json";
import { issuerShapeFaults } from "./issuer-shape.js";
import type { Reader } from "./known-inputs.js";

const issuerTypes = ["selfSigned", "ca", "acme", "vault", "venafi"] as const;

/**
 * Finds what cert-manager would refuse, and what it would take and never get ready with: whatever its CRD says
 * otherwise (`issuer-1.21.json`, made of it; Apache-2.0), and what only words say there.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/internal/apis/certmanager/validation/issuer.go
 */
export const checkIssuer: Reader = (fields, { failures }) => {
  const label = (text: string) => (isDns1123Label(text) ? text : undefined);
  fields.text("name", "a DNS-1123 subdomain", subdomain);
  fields.text("namespace", "a DNS-1123 label", label);
  fields.text("clusterResourceNamespace", "a DNS-1123 label", label);
  fields.text("timeout", "a duration such as 5m", parseDuration);
  const [type] = exactlyOne(fields, issuerTypes);
  if (type === undefined) return;
  for (const name of issuerTypes) failures.push(...issuerShapeFaults(shape[name], fields.raw(name), name));
  checkRules(fields, failures);
};

/** The rules that no schema states; one that stumbles over a wrong form has nothing to add to it. */
function checkRules(fields: Fields, failures: Findings["failures"]): void {
  const findings: Findings = { failures: [], waitingOn: [] };
  const given = new Fields(
    Object.fromEntries(issuerTypes.map((name) => [name, fields.raw(name)])),
    "",
    findings,
  );
  given.object("ca")?.text("secretName", "the name of a Secret", subdomain);
  checkAcme(given.object("acme"));
  checkVault(given.object("vault"));
  checkVenafi(given.object("venafi"));
  const told = new Set(failures.map(({ property }) => property));
  failures.push(...findings.failures.filter(({ property }) => !told.has(property)));
}
