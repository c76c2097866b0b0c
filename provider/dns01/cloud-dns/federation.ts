import type { CredentialAccess } from "../../credential.js";
import type { Outside } from "../outside.js";
import { type JsonObject, objectOf, parsed, reasonAt, textIn } from "../rest/json.js";
import { RestApi } from "../rest/rest-api.js";
import { type TokenUntil, tokenIn } from "../rest/token.js";

/**
 * A token for one that somebody else gave this process: a file, or what a URL answers. A configuration that would have a
 * program run, or send the token anywhere but to Google, is refused: it may come from elsewhere than the program.
 *
 * @see https://cloud.google.com/iam/docs/workload-identity-federation-with-other-providers#rest
 */
export async function federatedToken(
  credential: JsonObject,
  scope: string,
  access: CredentialAccess,
  outside: Outside,
  signal: AbortSignal,
): Promise<TokenUntil> {
  const impersonation = textIn(credential.service_account_impersonation_url);
  const fields = {
    grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
    audience: textIn(credential.audience),
    requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
    scope: impersonation === undefined ? scope : "https://www.googleapis.com/auth/cloud-platform",
    subjectTokenType: textIn(credential.subject_token_type),
    subjectToken: await subjectToken(objectOf(credential.credential_source), access, outside, signal),
  };
  const sts = new RestApi("Google's security token service", outside, reasonAt("error", "error_description"));
  const tokenUrl = googleUrl("token_url", textIn(credential.token_url));
  const token = tokenIn(objectOf(await sts.json(post(tokenUrl, fields), signal)), outside.now());
  if (impersonation === undefined) return token;
  const iam = new RestApi("Google's IAM", outside, reasonAt("code", "message"));
  const url = googleUrl("service_account_impersonation_url", impersonation);
  const given = objectOf(await iam.json(post(url, { scope: [scope] }, token.token), signal));
  return tokenIn(
    {
      access_token: given.accessToken,
      expires_in: (Date.parse(String(given.expireTime)) - outside.now()) / 1000,
    },
    outside.now(),
  );
}

function post(url: string, body: object, bearer?: string) {
  return {
    method: "POST" as const,
    url,
    headers: {
      "content-type": "application/json",
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify(body),
  };
}

function googleUrl(field: string, text = ""): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" && url.hostname.endsWith(".googleapis.com")) return text;
  throw new Error(`the ${field} of the credential for Cloud DNS is not at googleapis.com`);
}

async function subjectToken(
  source: JsonObject,
  access: CredentialAccess,
  outside: Outside,
  signal: AbortSignal,
): Promise<string> {
  const text = await sourceText(source, access, outside, signal);
  const format = objectOf(source.format);
  if (format.type !== "json") return text.trim();
  const token = textIn(parsed(text)[textIn(format.subject_token_field_name) ?? ""]);
  if (token === undefined)
    throw new Error("the credential_source for Cloud DNS holds no token under its subject_token_field_name");
  return token;
}

async function sourceText(
  source: JsonObject,
  access: CredentialAccess,
  outside: Outside,
  signal: AbortSignal,
): Promise<string> {
  const [file, url] = [source.file, source.url].map(textIn);
  if (file !== undefined) return await access.read({ file });
  if (url === undefined)
    throw new Error(
      "the credential_source for Cloud DNS names neither a file nor a URL; programs are not run",
    );
  const entries = Object.entries(objectOf(source.headers)).map(([name, value]) => [name, String(value)]);
  const api = new RestApi("the credential_source for Cloud DNS", outside, reasonAt("error", "message"));
  return (await api.send({ method: "GET", url, headers: Object.fromEntries(entries) }, signal)).text;
}
