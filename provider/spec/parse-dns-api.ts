import type { CredentialSpec } from "./credential-spec.js";
import type { AcmeDNSSpec, CloudflareSpec, CommandSpec, WebhookSpec } from "./dns-api-spec.js";
import { parseDuration } from "./duration.js";
import type { Fields } from "./fields.js";
import { parseCredential, requireCredential } from "./parse-credential.js";

export function parseCloudflare(fields: Fields): CloudflareSpec | undefined {
  const apiToken = requireCredential(fields, "apiToken");
  return apiToken && { apiToken };
}

/** DigitalOcean and Hetzner: whoever has the token may change every zone that it is for. */
export function parseTokenOnly(fields: Fields): { readonly token: CredentialSpec } | undefined {
  const token = requireCredential(fields, "token");
  return token && { token };
}

export function parseAcmeDNS(fields: Fields): AcmeDNSSpec | undefined {
  const wanted = "the https URL of an acme-dns server (http on this machine alone)";
  const host = requireText(fields, "host", wanted, (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isLocal = url?.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
    return url?.protocol === "https:" || isLocal ? text.replace(/\/+$/, "") : undefined;
  });
  const account = requireCredential(fields, "account");
  return host === undefined || account === undefined ? undefined : { host, account };
}

export function parseWebhook(fields: Fields): WebhookSpec | undefined {
  const url = requireText(fields, "url", "an https URL without a user and a password", (text) => {
    const { protocol, username, password } = URL.canParse(text) ? new URL(text) : {};
    return protocol === "https:" && username === "" && password === "" ? text : undefined;
  });
  const signs = parseProof(fields);
  return url === undefined || signs === undefined ? undefined : { url, signs };
}

function parseProof(fields: Fields): WebhookSpec["signs"] | undefined {
  const [byKey, byToken] = ["hmacKey", "bearerToken"].map(
    (field) => fields.has(field) || fields.has(`${field}SecretRef`),
  );
  if (byKey === byToken)
    return fields.failWhole("must hold exactly one of hmacKeySecretRef and bearerTokenSecretRef");
  const proof = parseCredential(fields, byKey ? "hmacKey" : "bearerToken");
  if (proof === undefined) return undefined;
  return byKey ? { hmacKey: proof } : { bearerToken: proof };
}

export function parseCommand(fields: Fields): CommandSpec | undefined {
  const command = fields.sequence("command", (text) =>
    text.includes("\0") ? { reason: "holds a NUL, which no argument can" } : { value: text },
  );
  if (!fields.has("command")) fields.fail("command", "is missing: a program and its arguments");
  if (command?.[0]?.trim() === "" || (command?.length === 0 && Array.isArray(fields.raw("command"))))
    fields.fail("command", "must begin with a program");
  const environment = fields.list("environment", (text) =>
    /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
      ? { value: text }
      : { reason: "is not the name of an environment variable: the value is taken from this process" },
  );
  const timeout = fields.text("timeout", `a duration over 0s, such as "1m"`, (text) => {
    const duration = parseDuration(text);
    return duration !== undefined && duration > 0 ? duration : undefined;
  });
  if (command === undefined || command.length === 0) return undefined;
  return { command, environment: environment ?? ["PATH"], timeout: timeout ?? 60_000 };
}

/** A text that must be there. */
export function requireText<T>(
  fields: Fields,
  name: string,
  wanted: string,
  read: (text: string) => T | undefined,
): T | undefined {
  if (!fields.has(name)) fields.fail(name, `is missing: ${wanted}`);
  return fields.text(name, wanted, read);
}
