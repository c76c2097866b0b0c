import type { CredentialSpec } from "./credential-spec.js";
import {
  type AccessKeySpec,
  type AzureDNSSpec,
  azureEnvironments,
  type CloudDNSSpec,
  type GoogleIdentitySpec,
  type Route53Spec,
} from "./dns-api-spec.js";
import type { Fields } from "./fields.js";
import { readDnsName } from "./names.js";
import { parseCredential, requireCredential } from "./parse-credential.js";
import { requireText } from "./parse-dns-api.js";

/** A reader of texts of one form. */
function form(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

export function parseRoute53(fields: Fields): Route53Spec {
  const region = fields.text("region", `a region such as "eu-central-1"`, form(/^[a-z]{2}(-[a-z]+)+-\d$/));
  const hostedZoneID = fields.text(
    "hostedZoneID",
    `the ID of a hosted zone, such as "Z0123456789ABCDEFGHIJ"`,
    form(/^[A-Z0-9]{1,32}$/),
  );
  const role = fields.text(
    "role",
    "the ARN of a role",
    form(/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  );
  const accessKey = parseAccessKey(fields);
  return {
    ...(region === undefined ? {} : { region }),
    ...(hostedZoneID === undefined ? {} : { hostedZoneID }),
    ...(role === undefined ? {} : { role }),
    ...(accessKey === undefined ? {} : { accessKey }),
  };
}

function parseAccessKey(fields: Fields): AccessKeySpec | undefined {
  const isGiven = (field: string) => fields.has(field) || fields.has(`${field}SecretRef`);
  if (!isGiven("accessKeyID") && !isGiven("secretAccessKey")) return undefined;
  const id = requireCredential(fields, "accessKeyID");
  const secret = requireCredential(fields, "secretAccessKey");
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export function parseCloudDNS(fields: Fields): CloudDNSSpec | undefined {
  const project = requireText(
    fields,
    "project",
    "the ID of a project",
    form(/^([a-z0-9.-]+:)?[a-z][a-z0-9-]{0,62}$/),
  );
  const hostedZoneName = fields.text(
    "hostedZoneName",
    `the name of a managed zone, such as "example-com"`,
    form(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/),
  );
  const identity = parseGoogleIdentity(fields);
  if (project === undefined || identity === undefined) return undefined;
  return { project, identity, ...(hostedZoneName === undefined ? {} : { hostedZoneName }) };
}

function parseGoogleIdentity(fields: Fields): GoogleIdentitySpec | undefined {
  const metadataServer = fields.boolean("metadataServer") ?? false;
  const byJson = fields.has("serviceAccount") || fields.has("serviceAccountSecretRef");
  if (metadataServer && byJson)
    return fields.fail("metadataServer", "cannot be given beside a service account");
  if (metadataServer) return { kind: "metadataServer" };
  if (!byJson) return { kind: "environment" };
  const json = parseCredential(fields, "serviceAccount");
  return json && { kind: "json", json };
}

export function parseAzureDNS(fields: Fields): AzureDNSSpec | undefined {
  const id = form(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
  const subscriptionID = requireText(fields, "subscriptionID", "the ID of a subscription (a UUID)", id);
  const resourceGroupName = requireText(
    fields,
    "resourceGroupName",
    "the name of a resource group",
    form(/^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u),
  );
  const hostedZoneName = fields.text("hostedZoneName", "the name of a DNS zone", (text) => {
    const name = readDnsName(text);
    return "value" in name ? name.value : undefined;
  });
  const environment = fields.choice("environment", azureEnvironments) ?? "AzurePublicCloud";
  const tenantID = fields.text(
    "tenantID",
    "the ID of a tenant (a UUID), or its domain",
    form(/^[\w.-]{1,253}$/),
  );
  const clientID = fields.text("clientID", "the ID of an application (a UUID)", id);
  const clientSecret = parseClientSecret(fields);
  if (subscriptionID === undefined || resourceGroupName === undefined) return undefined;
  return {
    subscriptionID,
    resourceGroupName,
    environment,
    ...(hostedZoneName === undefined ? {} : { hostedZoneName }),
    ...(tenantID === undefined ? {} : { tenantID }),
    ...(clientID === undefined ? {} : { clientID }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
  };
}

function parseClientSecret(fields: Fields): CredentialSpec | undefined {
  const secret = parseCredential(fields, "clientSecret");
  const isGiven = fields.has("clientSecret") || fields.has("clientSecretSecretRef");
  if (!isGiven) return undefined;
  for (const name of ["tenantID", "clientID"])
    if (!fields.has(name)) fields.fail(name, "is missing: a client secret belongs to an application");
  return secret;
}
