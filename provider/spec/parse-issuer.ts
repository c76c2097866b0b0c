import type { IssuerRef, IssuerSpec } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Subdomain } from "./names.js";
import { parseAcme } from "./parse-acme.js";
import { parseAddresses, parseCa } from "./parse-ca.js";
import { parseIssuerFacts } from "./parse-issuer-facts.js";

/** Who issues: exactly one of `issuerRef` (cert-manager) and `issuer` (the provider itself). */
export function parseIssuer(
  fields: Fields,
  namespace: string,
): { issuer?: IssuerSpec; byController: boolean } {
  const byController = fields.has("issuerRef");
  if (fields.has("issuer") === byController) {
    fields.fail(
      "issuer",
      byController
        ? "cannot be given beside issuerRef: either cert-manager issues, or the provider does"
        : "is missing: give issuerRef (cert-manager issues) or issuer (the provider issues)",
    );
    return { byController };
  }
  const issuer = byController ? parseIssuerRef(fields) : parseOwnIssuer(fields, namespace);
  return issuer === undefined ? { byController } : { issuer, byController };
}

function parseIssuerRef(fields: Fields): IssuerSpec | undefined {
  const ref = fields.object("issuerRef");
  if (ref === undefined) return undefined;
  const name = ref.text("name", "the name of an issuer", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  if (!ref.has("name")) ref.fail("name", "is missing");
  const group = ref.text("group", "an API group") ?? "cert-manager.io";
  const kind = ref.text("kind", "the kind of an issuer") ?? "Issuer";
  if (group === "cert-manager.io" && kind !== "Issuer" && kind !== "ClusterIssuer")
    ref.fail(
      "kind",
      `must be Issuer or ClusterIssuer in the group cert-manager.io, not ${kind}; is group missing?`,
    );
  ref.done();
  if (name === undefined) return undefined;
  const directory = parseIssuerFacts(fields.raw("__issuer"))?.server;
  return {
    kind: "issuerRef",
    ref: { name, kind, group } satisfies IssuerRef,
    ...(directory ? { directory } : {}),
  };
}

function parseOwnIssuer(fields: Fields, namespace: string): IssuerSpec | undefined {
  const issuer = fields.object("issuer");
  if (issuer === undefined) return undefined;
  const given = (["selfSigned", "ca", "acme"] as const).filter((kind) => issuer.has(kind));
  let result: IssuerSpec | undefined;
  if (given.length !== 1) {
    fields.fail("issuer", "must hold exactly one of selfSigned, ca and acme");
  } else if (given[0] === "selfSigned") {
    const fields = issuer.object("selfSigned");
    // As with cert-manager: what signs itself is issued by nobody, and may still be revoked.
    const addresses = parseAddresses(fields, ["crlDistributionPoints"]);
    fields?.done();
    result = { kind: "selfSigned", ...addresses };
  } else result = given[0] === "ca" ? parseCa(issuer, namespace) : parseAcme(issuer);
  issuer.done();
  return result;
}
