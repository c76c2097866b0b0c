import {
  type AccountKeySpec,
  type AccountSpec,
  type DirectorySpec,
  type ExternalAccountBindingSpec,
  macAlgorithms,
} from "./acme-spec.js";
import type { Fields } from "./fields.js";
import { isDns1123Label, isDns1123Subdomain, readEmailAddress } from "./names.js";
import { parseCredential, requireCredential } from "./parse-credential.js";

/** The fields of an account at an ACME CA. */
export function parseAccount(acme: Fields): AccountSpec | undefined {
  const directory = parseDirectory(acme);
  const email = acme.text("email", "a bare email address", (text) =>
    "value" in readEmailAddress(text) ? text : undefined,
  );
  const accountKey = withRollover(acme, parseAccountKey(acme));
  const externalAccountBinding = parseBinding(acme);
  if (directory === undefined || accountKey === undefined) return undefined;
  return {
    ...directory,
    accountKey,
    ...(email === undefined ? {} : { email }),
    ...(externalAccountBinding === undefined ? {} : { externalAccountBinding }),
  };
}

export function notEmpty(text: string): string | undefined {
  return text.trim() === "" ? undefined : text;
}

export function parseDirectory(fields: Fields): DirectorySpec | undefined {
  const server = fields.text("server", "the https URL of an ACME directory", (text) =>
    URL.canParse(text) && new URL(text).protocol === "https:" ? text : undefined,
  );
  if (!fields.has("server")) fields.fail("server", "is missing: the URL of the ACME directory");
  const caBundle = fields.text("caBundle", "certificates in PEM", (text) =>
    text.includes("-----BEGIN CERTIFICATE-----") ? text : undefined,
  );
  return server === undefined ? undefined : { server, ...(caBundle === undefined ? {} : { caBundle }) };
}

/** A Secret's name means a Secret that is made where there is none; everything else is only read. */
function parseAccountKey(acme: Fields): AccountKeySpec | undefined {
  const generate = !(acme.boolean("disableAccountKeyGeneration") ?? false);
  const isSecret = acme.has("privateKeySecretRef") && acme.object("privateKeySecretRef")?.has("name");
  if (!acme.has("privateKey") && !acme.has("privateKeySecretRef"))
    return { kind: "secret", key: "tls.key", generate };
  if (isSecret !== true || acme.has("privateKey")) {
    const credential = parseCredential(acme, "privateKey");
    return credential === undefined ? undefined : { kind: "given", credential };
  }
  const reference = acme.object("privateKeySecretRef");
  const name = reference?.text("name", "the name of a Secret", (text) =>
    isDns1123Subdomain(text) ? text : undefined,
  );
  const namespace = reference?.text("namespace", "the name of a namespace", (text) =>
    isDns1123Label(text) ? text : undefined,
  );
  const key = reference?.text("key", "the name of an entry in the Secret", notEmpty) ?? "tls.key";
  reference?.done();
  if (name === undefined) return undefined;
  return { kind: "secret", name, key, generate, ...(namespace === undefined ? {} : { namespace }) };
}

/** What is only read cannot be kept before the CA is told of it. */
function withRollover(acme: Fields, key: AccountKeySpec | undefined): AccountKeySpec | undefined {
  const rollover = acme.text("accountKeyRollover", "any text, which gives the account a new key", notEmpty);
  if (rollover === undefined || key === undefined) return key;
  if (key.kind === "secret") return { ...key, rollover };
  return acme.fail(
    "accountKeyRollover",
    "needs a key that the provider may write: leave privateKey out, or give a Secret by name (privateKeySecretRef)",
  );
}

function parseBinding(acme: Fields): ExternalAccountBindingSpec | undefined {
  const binding = acme.object("externalAccountBinding");
  if (binding === undefined) return undefined;
  const keyID = binding.text("keyID", "the key identifier that the CA gave", notEmpty);
  if (!binding.has("keyID")) binding.fail("keyID", "is missing: the key identifier that the CA gave");
  const key = requireCredential(binding, "key");
  const algorithm = binding.choice("keyAlgorithm", macAlgorithms) ?? "HS256";
  binding.done();
  return keyID === undefined || key === undefined ? undefined : { keyID, key, algorithm };
}
