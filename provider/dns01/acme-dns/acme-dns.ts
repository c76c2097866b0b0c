import type { CredentialAccess } from "../../credential.js";
import type { AcmeDNSSpec } from "../../spec/dns-api-spec.js";
import type { DnsProvider } from "../dns-provider.js";
import type { Outside } from "../outside.js";
import { type JsonObject, objectOf, parsed, reasonAt, textIn } from "../rest/json.js";
import { RestApi } from "../rest/rest-api.js";
import { several } from "../several.js";

/**
 * An acme-dns server. It serves the two newest values of an account and takes none away: a third pushes the oldest out,
 * so that `remove` has nothing to do. The account is the one whose `fulldomain` is the record's name, where a CNAME led.
 *
 * @see https://github.com/joohoi/acme-dns#update-endpoint
 */
export function acmeDNS(
  spec: AcmeDNSSpec,
  access: CredentialAccess,
  outside: Pick<Outside, "fetch" | "patience" | "now">,
): DnsProvider {
  const api = new RestApi("acme-dns", outside, reasonAt("code", "error"));
  return {
    async add(records, signal) {
      const accounts = Object.values(parsed(await access.read(spec.account))).map(objectOf);
      await several(records, async ({ name, values }) => {
        if (values.length > 2)
          throw new Error(`acme-dns serves two values at a name, and ${name} needs ${values.length}`);
        const account = accounts.find((one) => textIn(one.fulldomain)?.toLowerCase() === name);
        if (account === undefined) throw new Error(stranger(name, accounts));
        for (const txt of values) {
          const headers = {
            "content-type": "application/json",
            "x-api-user": textIn(account.username) ?? "",
            "x-api-key": textIn(account.password) ?? "",
          };
          const body = JSON.stringify({ subdomain: textIn(account.subdomain), txt });
          await api.send({ method: "POST", url: `${spec.host}/update`, headers, body }, signal);
        }
      });
    },
    remove: async () => {},
  };
}

function stranger(name: string, accounts: readonly JsonObject[]): string {
  const known = accounts.map((one) => textIn(one.fulldomain)).join(", ") || "none";
  return `no acme-dns account is for ${name} (accounts are there for ${known}): point a CNAME at _acme-challenge to an account's fulldomain`;
}
