import { foreignText } from "../errors.js";
import { Link } from "../x509/chain.js";
import { readCertificate, splitChain } from "../x509/read-certificate.js";
import type { AcmeClient } from "./client.js";

/**
 * Downloads a certificate: the CA's default chain, or the preferred one among all that it offers. Rejects where a chain
 * is preferred that the CA does not offer; another one would be a silent surprise.
 *
 * @see RFC 8555, section 7.4.2
 */
export async function chooseChain(
  client: AcmeClient,
  url: string,
  preferred: string | undefined,
): Promise<string> {
  const { data, headers } = await client.read(url);
  const chain = pemIn(data);
  if (preferred === undefined || isPreferred(chain, preferred)) return chain;
  const offered = [chain];
  for (const alternate of alternatesIn(headers.link, url)) {
    const other = pemIn((await client.read(alternate)).data);
    if (isPreferred(other, preferred)) return other;
    offered.push(other);
  }
  const names = offered.map((each) => foreignText(rootNameOf(each))).join("; ");
  throw new Error(
    `the CA offers no chain that ends with preferredChain "${preferred}": it offers those of ${names}`,
  );
}

/** The certificates and nothing else: what stands between them would go into the Secret and the state. */
function pemIn(data: unknown): string {
  const chain = typeof data === "string" ? splitChain(data) : [];
  if (chain.length > 0) return chain.join("");
  throw new Error("what the CA gives as the certificate is no chain in PEM");
}

/** By the common name of the last issuer, as cert-manager does; or by the fingerprint of any certificate of the chain. */
function isPreferred(chain: string, preferred: string): boolean {
  const fingerprint = preferred.replaceAll(":", "").toLowerCase();
  if (/^[0-9a-f]{64}$/.test(fingerprint))
    return splitChain(chain).some((pem) => readCertificate(pem).fingerprint === fingerprint);
  return rootNameOf(chain) === preferred || commonNameOf(rootNameOf(chain)) === preferred;
}

function rootNameOf(chain: string): string {
  return new Link(splitChain(chain).at(-1) ?? "").issuerName;
}

function commonNameOf(name: string): string | undefined {
  const [, value] = /(?:^|[,+])CN=((?:\\.|[^,+\\])*)/.exec(name) ?? [];
  return value?.replaceAll(/\\(.)/g, "$1");
}

/** @see RFC 8288, section 3 */
function alternatesIn(header: unknown, base: string): string[] {
  const text = Array.isArray(header) ? header.join(", ") : String(header ?? "");
  return [...text.matchAll(/<([^>]*)>((?:\s*;\s*[^,;]+)*)/g)].flatMap(([, target = "", parameters = ""]) =>
    /;\s*rel="?alternate"?/.test(parameters) ? [new URL(target, base).href] : [],
  );
}
