import type { AcmeClient, ExternalAccountBinding } from "./client.js";
import { AcmeProblem } from "./problem.js";

export interface AccountWishes {
  readonly email?: string | undefined;
  readonly binding?: ExternalAccountBinding | undefined;
}

/**
 * Finds the account of the client's key, or opens one, and sees to its contact; the client knows its URL from then on.
 * Declaring the issuer agrees to the CA's terms of service, as with cert-manager.
 *
 * An account that is there is looked up first: asking for a new one anew would be an update to some CAs and an error to
 * others, and needs the binding once more.
 *
 * @see RFC 8555, section 7.3
 */
export async function openAccount(client: AcmeClient, { email, binding }: AccountWishes): Promise<void> {
  const contact = email === undefined ? [] : [`mailto:${email}`];
  const found = await findAccount(client);
  if (found !== undefined) {
    client.account = found.url;
    // A CA that keeps no addresses names none; it is told once a process.
    if (contact.length > 0 && String(found.contact ?? []) !== String(contact))
      await client.post(found.url, { contact });
    return;
  }
  const { externalAccountRequired = false } = client.directory.meta ?? {};
  if (externalAccountRequired && binding === undefined)
    throw new Error("the CA opens accounts for its customers alone: give externalAccountBinding");
  const { headers } = await client.postByKey(client.directory.newAccount, {
    termsOfServiceAgreed: true,
    ...(contact.length === 0 ? {} : { contact }),
    ...(binding === undefined ? {} : { externalAccountBinding: client.binding(binding) }),
  });
  client.account = urlIn(headers.location);
}

/** The account of the client's key, or undefined where there is none; opens none. @see RFC 8555, section 7.3.1 */
export async function findAccount(
  client: AcmeClient,
): Promise<{ readonly url: string; readonly contact?: unknown } | undefined> {
  try {
    const { headers, data } = await client.postByKey(client.directory.newAccount, {
      onlyReturnExisting: true,
    });
    return { url: urlIn(headers.location), contact: (data as { contact?: unknown } | undefined)?.contact };
  } catch (error) {
    if (error instanceof AcmeProblem && error.is("accountDoesNotExist")) return undefined;
    throw error;
  }
}

function urlIn(location: string | undefined): string {
  if (location === undefined) throw new Error("the ACME server names no URL for the account");
  return location;
}
