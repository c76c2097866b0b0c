import type { Fields } from "../provider/spec/fields.js";
import { allOrNone, atMostOne, checkSecretRef, exactlyOne } from "./check-fields.js";

/** A DNS-01 solver: its provider, and what that provider's fields must have in common. */
export function checkDns01(dns01: Fields | undefined): void {
  if (dns01 === undefined) return;
  const [provider] = exactlyOne(dns01, Object.keys(providers));
  if (provider === undefined) return;
  const fields = dns01.object(provider);
  if (fields !== undefined) providers[provider as keyof typeof providers](fields);
}

const providers = {
  rfc2136: (fields: Fields) => {
    fields.choice("tsigAlgorithm", ["HMACMD5", "HMACSHA1", "HMACSHA256", "HMACSHA512"]);
    checkSecretRef(fields, "tsigSecretSecretRef");
    allOrNone(fields, ["tsigKeyName", "tsigSecretSecretRef"]);
  },
  cloudflare: (fields: Fields) => {
    const [given] = exactlyOne(fields, ["apiTokenSecretRef", "apiKeySecretRef"]);
    if (given !== undefined) checkSecretRef(fields, given);
    if (given === "apiKeySecretRef" && !fields.has("email"))
      fields.fail("email", "is missing: an API key belongs to an account");
  },
  route53: (fields: Fields) => {
    checkSecretRef(fields, "accessKeyIDSecretRef");
    checkSecretRef(fields, "secretAccessKeySecretRef");
    const [id] = atMostOne(fields, ["accessKeyID", "accessKeyIDSecretRef"]);
    allOrNone(fields, [id ?? "accessKeyID", "secretAccessKeySecretRef"]);
  },
  cloudDNS: (fields: Fields) => checkSecretRef(fields, "serviceAccountSecretRef"),
  azureDNS: (fields: Fields) => {
    const client = ["clientID", "clientSecretSecretRef", "tenantID"];
    checkSecretRef(fields, "clientSecretSecretRef");
    allOrNone(fields, client);
    atMostOne(fields, [client.find((name) => fields.has(name)) ?? "clientID", "managedIdentity"]);
    const identity = fields.object("managedIdentity");
    if (identity === undefined) return;
    const [first] = atMostOne(identity, ["clientID", "resourceID"]);
    if (identity.has("tenantID") && first !== "clientID")
      identity.fail("tenantID", "goes with clientID alone");
  },
  digitalocean: (fields: Fields) => checkSecretRef(fields, "tokenSecretRef"),
  akamai: (fields: Fields) => {
    for (const name of ["clientTokenSecretRef", "clientSecretSecretRef", "accessTokenSecretRef"])
      checkSecretRef(fields, name);
  },
  acmeDNS: (fields: Fields) => checkSecretRef(fields, "accountSecretRef"),
  webhook: () => {},
};
