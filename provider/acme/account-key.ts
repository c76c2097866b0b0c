import { createHash } from "node:crypto";
import type { CredentialAccess } from "../credential.js";
import type { AccountKeySpec } from "../spec/acme-spec.js";
import { type Location, type Store, StoreError, type TlsSecret, type Version } from "../store/port.js";
import { generatePrivateKey, readPrivateKey } from "../x509/key-pair.js";

export interface AccountKeyPlace {
  readonly store: Store;
  /** The certificate's own. */
  readonly namespace: string;
  readonly owner: string;
  readonly credentials: CredentialAccess;
}

/** The trigger of the last roll-over, on the Secret: all certificates of the account read it there. */
const rolloverAnnotation = "kubecerts.io/account-key-rollover";

/** An account's key that can only be read, or the Secret that it is kept in. */
export type AccountKey = { readonly privateKeyPem: string } | AccountKeySecret;

/**
 * The account's private key in PEM. Where it is a Secret's and there is none, it is made: one account for all
 * certificates of a namespace at one directory. It stays when certificates go, as cert-manager's does; never in the state.
 */
export async function accountKey(
  spec: AccountKeySpec,
  server: string,
  place: AccountKeyPlace,
): Promise<AccountKey> {
  if (spec.kind === "given") return { privateKeyPem: await place.credentials.read(spec.credential) };
  const at = {
    namespace: spec.namespace ?? place.namespace,
    secretName: spec.name ?? accountSecretName(server),
  };
  return (await AccountKeySecret.read(at, spec, place)) ?? (await AccountKeySecret.make(at, spec, place));
}

type InSecret = Extract<AccountKeySpec, { kind: "secret" }>;

/**
 * The Secret of an account's key. While the key is rolled over it holds the new one too, from before the CA is told of
 * it: whichever of the two the account has, it is kept.
 */
export class AccountKeySecret {
  readonly #at: Location;
  readonly #spec: InSecret;
  readonly #place: AccountKeyPlace;
  #secret: TlsSecret;
  #version: Version;

  private constructor(
    at: Location,
    spec: InSecret,
    place: AccountKeyPlace,
    secret: TlsSecret,
    version: Version,
  ) {
    this.#at = at;
    this.#spec = spec;
    this.#place = place;
    this.#secret = secret;
    this.#version = version;
  }

  /** Undefined where there is no such Secret. */
  static async read(
    at: Location,
    spec: InSecret,
    place: AccountKeyPlace,
  ): Promise<AccountKeySecret | undefined> {
    const name = `the account's Secret ${at.namespace}/${at.secretName}`;
    const reading = await place.store.readSecret(at);
    if (reading.state === "absent") return undefined;
    if (reading.state !== "read")
      throw new Error(`${name} cannot be read: ${"why" in reading ? reading.why : reading.state}`);
    const { secret, version } = reading;
    if (secret.data[spec.key] === undefined) throw new Error(`${name} has no entry ${spec.key}`);
    const found = new AccountKeySecret(at, spec, place, secret, version);
    readPrivateKey(found.privateKeyPem);
    return found;
  }

  static async make(at: Location, spec: InSecret, place: AccountKeyPlace): Promise<AccountKeySecret> {
    if (!spec.generate)
      throw new Error(
        `there is no Secret ${at.namespace}/${at.secretName}, and disableAccountKeyGeneration says to make none`,
      );
    const secret = {
      type: "Opaque",
      data: { [spec.key]: Buffer.from(await newKey()) },
      annotations: annotated({}, spec.rollover),
      labels: {},
    };
    try {
      const version = await place.store.writeSecret(at, secret, "absent", place.owner);
      return new AccountKeySecret(at, spec, place, secret, version);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== "Conflict") throw error;
      // Another process made it at the same moment: there is one account, and one key.
      const other = await AccountKeySecret.read(at, spec, place);
      if (other === undefined) throw error;
      return other;
    }
  }

  get privateKeyPem(): string {
    return this.#entry(this.#spec.key) ?? "";
  }

  /** Whether a roll-over is asked for, or was begun by a process that was killed since. */
  get isToBeRolledOver(): boolean {
    const { rollover } = this.#spec;
    const isAsked = rollover !== undefined && rollover !== this.#secret.annotations[rolloverAnnotation];
    return isAsked || this.#entry(this.#nextKey) !== undefined;
  }

  /** Keeps a new key beside the one that is there, and answers it; the one that a killed process kept where there is one. */
  async keepNext(): Promise<string> {
    const next = this.#entry(this.#nextKey) ?? (await newKey());
    // Written also where it is there: by whom it is held decides who can take it out again.
    await this.#write({ ...this.#secret.data, [this.#nextKey]: Buffer.from(next) });
    return next;
  }

  /** The account has the new key: it takes the place of the old one, which is of no use any more. */
  async promoteNext(): Promise<void> {
    const { [this.#nextKey]: next, ...data } = this.#secret.data;
    if (next !== undefined) await this.#write({ ...data, [this.#spec.key]: next });
  }

  async #write(data: TlsSecret["data"]): Promise<void> {
    const { type, annotations, labels } = this.#secret;
    const secret = { type, data, annotations: annotated(annotations, this.#spec.rollover), labels };
    const { store, owner } = this.#place;
    // The certificate that made it may be another one of the same account.
    this.#version = await store.writeSecret(this.#at, secret, this.#version, owner, "taking");
    this.#secret = secret;
  }

  get #nextKey(): string {
    return `${this.#spec.key}.next`;
  }

  #entry(key: string): string | undefined {
    return this.#secret.data[key]?.toString("utf8");
  }
}

function annotated(annotations: TlsSecret["annotations"], rollover: string | undefined) {
  return rollover === undefined ? annotations : { ...annotations, [rolloverAnnotation]: rollover };
}

async function newKey(): Promise<string> {
  return await generatePrivateKey({ algorithm: "ECDSA", size: 256, encoding: "PKCS8" });
}

/** With one name for all directories, a key would be shown to a CA that does not know it. */
function accountSecretName(server: string): string {
  const host = new URL(server).hostname.replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60);
  const digits = createHash("sha256").update(server).digest("hex").slice(0, 6);
  return `acme-account-${host.replaceAll(/^-|-$/g, "")}-${digits}`;
}
