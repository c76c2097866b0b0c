import { createPrivateKey, sign } from "node:crypto";
import type { CredentialAccess } from "../../credential.js";
import type { GoogleIdentitySpec } from "../../spec/dns-api-spec.js";
import type { Outside } from "../outside.js";
import { type JsonObject, objectOf, parsed, reasonAt, textIn } from "../rest/json.js";
import { RestApi } from "../rest/rest-api.js";
import { type TokenUntil, tokenIn } from "../rest/token.js";
import { federatedToken } from "./federation.js";

const scope = "https://www.googleapis.com/auth/ndev.clouddns.readwrite";

/** An access token for Cloud DNS, by whatever the process is to Google. */
export async function googleToken(
  identity: GoogleIdentitySpec,
  access: CredentialAccess,
  outside: Outside,
  signal: AbortSignal,
): Promise<TokenUntil> {
  if (identity.kind === "metadataServer") return await metadataToken(outside, signal);
  const credential = parsed(await credentialText(identity, access, outside));
  switch (credential.type) {
    case "service_account":
      return await serviceAccountToken(credential, outside, signal);
    case "external_account":
      return await federatedToken(credential, scope, access, outside, signal);
    default:
      throw new Error(
        `the credential for Cloud DNS is not the JSON of a service account's key or of workload identity federation (its type is ${textIn(credential.type) ?? "not given"})`,
      );
  }
}

async function credentialText(
  identity: Exclude<GoogleIdentitySpec, { kind: "metadataServer" }>,
  access: CredentialAccess,
  { environment }: Outside,
): Promise<string> {
  if (identity.kind === "json") return await access.read(identity.json);
  const file = environment.GOOGLE_APPLICATION_CREDENTIALS;
  if (!file)
    throw new Error(
      "no credential for Cloud DNS is found: give serviceAccountSecretRef, or metadataServer: true, or set GOOGLE_APPLICATION_CREDENTIALS",
    );
  return await access.read({ file });
}

/**
 * A token for an assertion that is signed by the account's own key.
 *
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#authorizingrequests
 */
async function serviceAccountToken(
  credential: JsonObject,
  outside: Outside,
  signal: AbortSignal,
): Promise<TokenUntil> {
  const [email, key, uri] = [credential.client_email, credential.private_key, credential.token_uri].map(
    textIn,
  );
  if (email === undefined || key === undefined || !uri?.startsWith("https://"))
    throw new Error(
      "the service account's key for Cloud DNS lacks client_email, private_key or an https token_uri",
    );
  const seconds = Math.floor(outside.now() / 1000);
  const keyId = textIn(credential.private_key_id);
  const header = { alg: "RS256", typ: "JWT", ...(keyId === undefined ? {} : { kid: keyId }) };
  const claims = { iss: email, scope, aud: uri, iat: seconds, exp: seconds + 3600 };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const assertion = `${signed}.${sign("sha256", Buffer.from(signed), privateKey(key)).toString("base64url")}`;
  const fields = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
  const api = new RestApi("Google's token endpoint", outside, reasonAt("error", "error_description"));
  const request = {
    method: "POST" as const,
    url: uri,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  };
  return tokenIn(objectOf(await api.json(request, signal)), outside.now());
}

function privateKey(pem: string) {
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's message might quote the key.
    throw new Error("the private_key of the service account for Cloud DNS is not a private key in PEM");
  }
}

/** @see https://cloud.google.com/compute/docs/access/authenticate-workloads#applications */
async function metadataToken(outside: Outside, signal: AbortSignal): Promise<TokenUntil> {
  const api = new RestApi("Google's metadata server", outside, reasonAt("error", "error_description"));
  const url = "http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token";
  const request = { method: "GET" as const, url, headers: { "metadata-flavor": "Google" } };
  return tokenIn(objectOf(await api.json(request, signal)), outside.now());
}
