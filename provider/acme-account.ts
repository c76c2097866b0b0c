import { openAccount } from "./acme/account.js";
import { type AccountKeyPlace, AccountKeySecret, accountKey } from "./acme/account-key.js";
import { AcmeClient } from "./acme/client.js";
import { rollOver } from "./acme/key-rollover.js";
import { Transport } from "./acme/transport.js";
import { type CredentialAccess, credentialAccess } from "./credential.js";
import { CertificateError, messageOf } from "./errors.js";
import type { AcmeNotes } from "./record/acme-notes.js";
import type { AccountSpec } from "./spec/acme-spec.js";
import type { Instant } from "./spec/instant.js";
import type { Store } from "./store/port.js";

/** Where the account's key is kept, and for whom. */
export interface AccountUse {
  /** The namespace of whoever asks: a Secret without one of its own lies there. */
  readonly namespace: string;
  readonly store: Store;
  readonly owner: string;
  readonly now: () => Instant;
}

/**
 * Sees to it that the CA knows the account, its contact and its key as they are wanted; answers what is to be noted of it.
 * Failures are written for people.
 */
export async function tellAccount(use: AccountUse, acme: AccountSpec): Promise<AccountNotes> {
  try {
    return accountNotes(await connect(use, acme), acme);
  } catch (error) {
    throw new CertificateError(
      `the account at ${new URL(acme.server).host} is not as it is wanted: ${messageOf(error)}`,
      "Its keys are kept, and so is every certificate",
      "Mend that and run pulumi up again",
      { cause: error },
    );
  }
}

/** What a record keeps of an account. */
export interface AccountNotes extends Pick<AcmeNotes, "email" | "accountKeyRollover"> {
  readonly account: string;
}

export function accountNotes({ account }: AcmeClient, { email, accountKey }: AccountSpec): AccountNotes {
  const rollover = accountKey.kind === "secret" ? accountKey.rollover : undefined;
  return {
    account,
    ...(email === undefined ? {} : { email }),
    ...(rollover === undefined ? {} : { accountKeyRollover: rollover }),
  };
}

/** One connection for each account in the life of a process: its nonces serve all certificates. */
const connections = new Map<string, Promise<AcmeClient>>();

/** A client of the account, which is opened where it is not, has the contact that it is to have, and its key rolled over where that is asked for. */
export async function connect(use: AccountUse, acme: AccountSpec): Promise<AcmeClient> {
  const { namespace, store, owner, now } = use;
  const place = { store, namespace, owner, credentials: credentialsFor(use, store) };
  const key = JSON.stringify([
    store.name,
    namespace,
    acme.server,
    acme.caBundle,
    acme.accountKey,
    acme.email,
  ]);
  const known = connections.get(key);
  if (known !== undefined) return await known;
  const opened = open(acme, place, now);
  connections.set(key, opened);
  opened.catch(() => connections.delete(key));
  return await opened;
}

async function open(acme: AccountSpec, place: AccountKeyPlace, now: () => Instant): Promise<AcmeClient> {
  const { server, caBundle, email, externalAccountBinding: binding } = acme;
  const transport = new Transport({ ca: caBundle });
  const clientOf = (privateKeyPem: string) => AcmeClient.open({ server, transport, privateKeyPem, now });
  const kept = await accountKey(acme.accountKey, server, place);
  const client =
    kept instanceof AccountKeySecret && kept.isToBeRolledOver
      ? await rollOver(kept, clientOf)
      : await clientOf(kept.privateKeyPem);
  const key = binding === undefined ? undefined : await place.credentials.read(binding.key);
  await openAccount(client, {
    email,
    binding: binding === undefined || key === undefined ? undefined : { ...binding, key },
  });
  return client;
}

/** What the certificate's own store, the environment and files hold. */
export function credentialsFor(
  { namespace }: { readonly namespace: string },
  store: Store,
): CredentialAccess {
  return credentialAccess({ store, namespace, environment: process.env });
}
