import { acmeIssuer, type Manifest, sandbox, secret } from "./ground.js";
import type { Row } from "./row.js";
import { servers } from "./servers.js";

const tsigSecretSecretRef = { name: "tsig", key: "key" };
const rfc2136 = {
  nameserver: sandbox.nameserver,
  tsigKeyName: sandbox.tsig.name,
  tsigAlgorithm: "HMACSHA256",
  tsigSecretSecretRef,
};
const challenge = (name: string, what: string) =>
  new RegExp(`Challenge failures/${name}-1-\\d+-\\d+ ${what}: .*${name}\\.example\\.test`);

/** One whose solver is this, and whose challenge stands still so. */
function row(
  name: string,
  wrong: string,
  dns01: () => object,
  words: string,
  what = "is not presented",
): Row {
  return {
    wrong,
    objects: () => [acmeIssuer(name, { dns01: dns01() })],
    secretName: name,
    inputs: { dnsNames: [`${name}.example.test`], issuerRef: { name } },
    says: new RegExp(`${challenge(name, what).source}.*${words}`),
  };
}

const byUpdate = (fields: object) => ({ rfc2136: { ...rfc2136, ...fields } });
const keyOf = (key: string) => ({ tsigSecretSecretRef: { name: "tsig", key } });
const [host = ""] = sandbox.nameserver.split(":");

/** The keys of these rows. */
export const tsigSecrets = (): Manifest =>
  secret("tsig", {
    key: sandbox.tsig.secret,
    wrong: Buffer.from("not the key of this zone").toString("base64"),
    lost: servers.lostTsig,
  });

/** What keeps a TXT record from being written, or from being seen. */
export const dns01Rows: readonly Row[] = [
  row("wrong-tsig", "the TSIG key is wrong", () => byUpdate(keyOf("wrong")), "bad authentication"),
  row(
    "silent",
    "no name server answers at rfc2136.nameserver",
    () => byUpdate({ nameserver: `${host}:9` }),
    // The kernel refuses by ICMP, of which it sends few at a time; without, it is a timeout.
    "DNS update failed(?=: read udp .*: (?:read: connection refused|i/o timeout))",
  ),
  row(
    "lost",
    "the record is written where nobody looks (it never propagates)",
    () => byUpdate({ nameserver: servers.lost, ...keyOf("lost") }),
    "not yet propagated",
    "is presented, but cert-manager does not see it",
  ),
  row(
    "webhook",
    "the webhook of the DNS provider is not installed",
    () => ({ webhook: { groupName: "acme.nobody.example", solverName: "none" } }),
    "is forbidden",
  ),
];
