import { createHash } from "node:crypto";
import type { CredentialAccess } from "../credential.js";
import type { AccountKeySpec } from "../spec/acme-spec.js";
import { type Location, type Store, StoreError } from "../store/port.js";
import { generatePrivateKey, readPrivateKey } from "../x509/key-pair.js";

export interface AccountKeyPlace {
  readonly store: Store;
  /** The certificate's own. */
  readonly namespace: string;
  readonly owner: string;
  readonly credentials: CredentialAccess;
}

/**
 * The account's private key in PEM. Where it is a Secret's and there is none, it is made: one account for all
 * certificates of a namespace at one directory. It stays when certificates go, as cert-manager's does; never in the state.
 */
export async function accountKey(
  spec: AccountKeySpec,
  server: string,
  { store, namespace, owner, credentials }: AccountKeyPlace,
): Promise<string> {
  if (spec.kind === "given") return await credentials.read(spec.credential);
  const at = { namespace: spec.namespace ?? namespace, secretName: spec.name ?? accountSecretName(server) };
  const found = await entryOf(store, at, spec.key);
  if (found !== undefined) return found;
  if (!spec.generate)
    throw new Error(
      `there is no Secret ${at.namespace}/${at.secretName}, and disableAccountKeyGeneration says to make none`,
    );
  const made = await generatePrivateKey({ algorithm: "ECDSA", size: 256, encoding: "PKCS8" });
  const secret = { type: "Opaque", data: { [spec.key]: Buffer.from(made) }, annotations: {}, labels: {} };
  try {
    await store.writeSecret(at, secret, "absent", owner);
    return made;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "Conflict") throw error;
    // Another process made it at the same moment: there is one account, and one key.
    const other = await entryOf(store, at, spec.key);
    if (other === undefined) throw error;
    return other;
  }
}

/** With one name for all directories, a key would be shown to a CA that does not know it. */
function accountSecretName(server: string): string {
  const host = new URL(server).hostname.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60);
  const digits = createHash("sha256").update(server).digest("hex").slice(0, 6);
  return `acme-account-${host.replaceAll(/^-|-$/g, "")}-${digits}`;
}

async function entryOf(store: Store, at: Location, key: string): Promise<string | undefined> {
  const place = `the account's Secret ${at.namespace}/${at.secretName}`;
  const reading = await store.readSecret(at);
  switch (reading.state) {
    case "absent":
      return undefined;
    case "read": {
      const pem = reading.secret.data[key]?.toString("utf8");
      if (pem === undefined) throw new Error(`${place} has no entry ${key}`);
      readPrivateKey(pem);
      return pem;
    }
    default:
      throw new Error(`${place} cannot be read: ${"why" in reading ? reading.why : reading.state}`);
  }
}
