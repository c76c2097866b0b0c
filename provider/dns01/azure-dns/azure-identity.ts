import type { CredentialAccess } from "../../credential.js";
import type { AzureDNSSpec, AzureEnvironment } from "../../spec/dns-api-spec.js";
import type { Outside } from "../outside.js";
import { objectOf, parsed, textIn } from "../rest/json.js";
import { RestApi } from "../rest/rest-api.js";
import type { TokenUntil } from "../rest/token.js";

/** Where a cloud's tokens and its resources are asked for. */
export const azureClouds: Readonly<
  Record<AzureEnvironment, { readonly login: string; readonly management: string }>
> = {
  AzurePublicCloud: {
    login: "https://login.microsoftonline.com",
    management: "https://management.azure.com",
  },
  AzureChinaCloud: {
    login: "https://login.chinacloudapi.cn",
    management: "https://management.chinacloudapi.cn",
  },
  AzureUSGovernmentCloud: {
    login: "https://login.microsoftonline.us",
    management: "https://management.usgovcloudapi.net",
  },
};

/**
 * A token for the resource manager: by the client secret that is given, else by the federated token of the process, for
 * which nothing lasting need be kept.
 *
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function azureToken(
  spec: AzureDNSSpec,
  access: CredentialAccess,
  outside: Outside,
  signal: AbortSignal,
): Promise<TokenUntil> {
  const { environment } = outside;
  const tenant = spec.tenantID ?? environment.AZURE_TENANT_ID;
  const client = spec.clientID ?? environment.AZURE_CLIENT_ID;
  const file = environment.AZURE_FEDERATED_TOKEN_FILE;
  if (!tenant || !client)
    throw new Error(
      "no identity for Azure DNS is found: give tenantID and clientID, or set AZURE_TENANT_ID and AZURE_CLIENT_ID",
    );
  if (spec.clientSecret === undefined && !file)
    throw new Error(
      "no credential for Azure DNS is found: give clientSecretSecretRef, or set AZURE_FEDERATED_TOKEN_FILE",
    );
  const proof =
    spec.clientSecret === undefined
      ? {
          client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          client_assertion: await access.read({ file: file ?? "" }),
        }
      : { client_secret: await access.read(spec.clientSecret) };
  const { login, management } = azureClouds[spec.environment];
  const fields = {
    grant_type: "client_credentials",
    client_id: client,
    scope: `${management}/.default`,
    ...proof,
  };
  const api = new RestApi("Microsoft Entra", outside, (text) => {
    const { error, error_description } = parsed(text);
    return { code: textIn(error), message: textIn(error_description)?.split(/\r?\n/)[0] };
  });
  const answer = objectOf(
    await api.json(
      {
        method: "POST",
        url: `${login}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fields).toString(),
      },
      signal,
    ),
  );
  const token = textIn(answer.access_token);
  if (token === undefined) throw new Error("Microsoft Entra answers without a token");
  return { token, until: outside.now() + 1000 * Number(answer.expires_in ?? 0) };
}
