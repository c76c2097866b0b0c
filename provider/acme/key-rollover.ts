import { findAccount } from "./account.js";
import type { AccountKeySecret } from "./account-key.js";
import type { AcmeClient } from "./client.js";
import { AcmeProblem } from "./problem.js";

/**
 * Gives the account a new key, which is kept before the CA is told of it, and answers the client that signs with it.
 * Goes on from wherever a killed process left it: a new key that is kept is told to the CA unless the account has it.
 *
 * @see RFC 8555, section 7.3.5
 */
export async function rollOver(
  key: AccountKeySecret,
  clientOf: (privateKeyPem: string) => Promise<AcmeClient>,
): Promise<AcmeClient> {
  const next = await key.keepNext();
  const [client, successor] = await Promise.all([clientOf(key.privateKeyPem), clientOf(next)]);
  const account = await findAccount(client);
  // Without one the account has the new key already, or none was ever opened.
  if (account !== undefined) await changeKey(client, successor, account.url);
  await key.promoteNext();
  return successor;
}

async function changeKey(client: AcmeClient, successor: AcmeClient, account: string): Promise<void> {
  const { keyChange } = client.directory;
  if (keyChange === undefined)
    throw new Error("the CA offers no roll-over of account keys (keyChange): take accountKeyRollover out");
  client.account = account;
  try {
    await client.post(keyChange, successor.signed(keyChange, { account, oldKey: client.publicKey }));
  } catch (error) {
    // An answer that was lost on its way, or another process that was faster.
    if (!(error instanceof AcmeProblem) || (await findAccount(successor))?.url !== account) throw error;
  }
}
