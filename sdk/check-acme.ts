import { parseDuration } from "../provider/spec/duration.js";
import type { Fields } from "../provider/spec/fields.js";
import { readEmailAddress } from "../provider/spec/names.js";
import { caOf } from "../provider/spec/public-cas.js";
import { checkDns01 } from "./check-dns01.js";
import { atMostOne, checkSecretRef, exactlyOne, subdomain } from "./check-fields.js";

/** An ACME issuer, its account and its solvers. */
export function checkAcme(acme: Fields | undefined): void {
  if (acme === undefined) return;
  const server = acme.text("server", "the http or https URL of an ACME directory", (text) =>
    /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : "") ? text : undefined,
  );
  acme.text("email", "a bare email address", (text) =>
    "value" in readEmailAddress(text) ? text : undefined,
  );
  acme.text("preferredChain", "at most 64 characters", (text) => (text.length <= 64 ? text : undefined));
  if (acme.has("caBundle") && acme.boolean("skipTLSVerify"))
    acme.fail("skipTLSVerify", "cannot be given beside caBundle");
  checkSecretRef(acme, "privateKeySecretRef", "tls.key");
  const binding = acme.object("externalAccountBinding");
  if (binding !== undefined) checkSecretRef(binding, "keySecretRef");
  checkDirectory(acme, server);
  for (const solver of acme.objects("solvers") ?? []) {
    exactlyOne(solver, ["http01", "dns01"]);
    solver.text("waitInsteadOfSelfCheck", "a duration of 0s or more such as 30s", parseDuration);
    checkHttp01(solver.object("http01"));
    checkDns01(solver.object("dns01"));
  }
}

/** What is known of the CA whose directory it is. */
function checkDirectory(acme: Fields, server: string | undefined): void {
  const ca = server === undefined ? undefined : caOf(server);
  if (ca === undefined) return;
  if (ca.bindsAccounts && !acme.has("externalAccountBinding") && !acme.boolean("disableAccountKeyGeneration"))
    acme.fail("externalAccountBinding", `is missing: ${ca.name} opens accounts for its customers alone`);
  if (ca.takesNoDuration && acme.boolean("enableDurationFeature"))
    acme.fail("enableDurationFeature", `cannot be: ${ca.name} refuses an order that asks for a duration`);
}

function checkHttp01(http01: Fields | undefined): void {
  if (http01 === undefined) return;
  exactlyOne(http01, ["ingress", "gatewayHTTPRoute"]);
  const ingress = http01.object("ingress");
  if (ingress !== undefined) atMostOne(ingress, ["ingressClassName", "class", "name"]);
  ingress?.choice("serviceType", ["NodePort", "ClusterIP"]);
  const route = http01.object("gatewayHTTPRoute");
  route?.choice("serviceType", ["NodePort", "ClusterIP"]);
  for (const parent of route?.objects("parentRefs") ?? [])
    parent.text("name", "the name of a Gateway", subdomain);
}
