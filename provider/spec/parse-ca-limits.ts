import type { NameConstraints, NameSubtrees } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { readConstrainedDomain, readConstrainedMail, readIpRange } from "./names.js";

/**
 * What a CA below may do: `nameConstraints` in cert-manager's form and with its defaults, and `pathLenConstraint`,
 * for which cert-manager has no field.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.NameConstraints
 */
export function parseCaLimits(
  fields: Fields,
  byController: boolean,
): { nameConstraints?: NameConstraints; pathLenConstraint?: number } {
  const nameConstraints = parseNameConstraints(fields);
  const pathLenConstraint = fields.number(
    "pathLenConstraint",
    "a whole number from 0 to 127",
    (value) => Number.isInteger(value) && value >= 0 && value <= 127,
  );
  const isUnknown = fields.has("isCA") && typeof fields.raw("isCA") !== "boolean";
  for (const name of ["nameConstraints", "pathLenConstraint"])
    if (fields.has(name) && fields.raw("isCA") !== true && !isUnknown)
      fields.fail(name, "can be given only with isCA: true");
  if (byController && fields.has("pathLenConstraint"))
    fields.fail("pathLenConstraint", "cannot be given beside issuerRef: cert-manager has no field for it");
  return {
    ...(nameConstraints === undefined ? {} : { nameConstraints }),
    ...(pathLenConstraint === undefined ? {} : { pathLenConstraint }),
  };
}

function parseNameConstraints(fields: Fields): NameConstraints | undefined {
  const constraints = fields.object("nameConstraints");
  if (constraints === undefined) return undefined;
  // As from cert-manager; RFC 5280 wants true, and clients that know the extension keep to it either way.
  const critical = constraints.boolean("critical") ?? false;
  const permitted = parseSubtrees(constraints, "permitted");
  const excluded = parseSubtrees(constraints, "excluded");
  if (!constraints.has("permitted") && !constraints.has("excluded"))
    fields.fail("nameConstraints", "must hold permitted or excluded");
  constraints.done();
  return { critical, permitted, excluded };
}

function parseSubtrees(constraints: Fields, name: string): NameSubtrees {
  const subtrees = constraints.object(name);
  const result = {
    dnsDomains: subtrees?.list("dnsDomains", readConstrainedDomain) ?? [],
    ipRanges: subtrees?.list("ipRanges", readIpRange) ?? [],
    emailAddresses: subtrees?.list("emailAddresses", readConstrainedMail) ?? [],
    uriDomains: subtrees?.list("uriDomains", readConstrainedDomain) ?? [],
  };
  // An empty list of subtrees is no DER, and says nothing to a reader either.
  if (
    subtrees !== undefined &&
    !["dnsDomains", "ipRanges", "emailAddresses", "uriDomains"].some((kind) => isGiven(subtrees, kind))
  )
    constraints.fail(name, "must hold at least one name");
  subtrees?.done();
  return result;
}

function isGiven(subtrees: Fields, kind: string): boolean {
  const value = subtrees.has(kind) ? subtrees.raw(kind) : null;
  return value !== null && !(Array.isArray(value) && value.length === 0);
}
