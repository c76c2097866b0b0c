import { foreignText } from "../../errors.js";

/** Text from the cluster, made safe to print and without what proves control of a name. */
export type Conceal = (text: string | undefined) => string;

/**
 * Takes the tokens and keys of these challenges out of every text, and what looks like one: cert-manager's self
 * check prints the URL it asks, which ends with the token, and the key authorization that it did not get.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8555#section-8.1
 */
export function concealer(secrets: readonly (string | undefined)[]): Conceal {
  // A key authorization begins with its token: the longer one first, or its end would stay.
  const known = secrets
    .filter((secret): secret is string => secret !== undefined && secret !== "")
    .toSorted((one, other) => other.length - one.length);
  return (text = "") => {
    const unsaid = known.reduce((rest, secret) => rest.replaceAll(secret, "(token)"), text);
    return foreignText(
      unsaid
        .replaceAll(/(\/\.well-known\/acme-challenge\/)[\w-]+(\.[\w-]+)?/g, "$1(token)")
        .replaceAll(/[\w-]{22,}\.[\w-]{43}(?![\w-])/g, "(token)"),
    );
  };
}
