import { Link } from "../x509/chain.js";
import { maySignCertificates, readBasicConstraints } from "../x509/extensions.js";

/** How a leaf is tied to what is trusted. */
export type Path =
  /** Leaf first, the trusted certificate last; of length one where the leaf itself is trusted. */
  | { readonly trusted: true; readonly links: readonly Link[] }
  /** As far as it goes: the last one's issuer is neither here nor trusted. */
  | { readonly trusted: false; readonly links: readonly Link[] };

/** What is trusted, found by name. */
export class Anchors {
  readonly #bySubject = new Map<string, Link[]>();

  /** Passes over what cannot be read: a system's bundle may hold what this reader refuses. */
  constructor(pems: readonly string[]) {
    for (const pem of pems) {
      try {
        const link = new Link(pem);
        const subject = link.parts.subject.toString("latin1");
        this.#bySubject.set(subject, [...(this.#bySubject.get(subject) ?? []), link]);
      } catch {} // then it anchors nothing
    }
  }

  issuersOf({ parts }: Link): readonly Link[] {
    return this.#bySubject.get(parts.issuer.toString("latin1")) ?? [];
  }

  holds(link: Link): boolean {
    const subject = link.parts.subject.toString("latin1");
    return (this.#bySubject.get(subject) ?? []).some(({ pem }) => pem === link.pem);
  }
}

/**
 * The first path from the leaf to a trusted certificate over what was sent, in whatever order it was; else the
 * longest one there is. Names and signatures are looked at, and that issuers are CAs; dates are not.
 *
 * @see RFC 5280, 6.1
 */
export function pathOf(chain: readonly Link[], anchors: Anchors): Path {
  const [leaf, ...others] = chain;
  let longest: readonly Link[] = leaf === undefined ? [] : [leaf];
  // Whoever led nowhere leads nowhere on another path either; without this a hostile chain takes for ever.
  const tried = new Set<Link>();
  const climb = (links: readonly Link[]): readonly Link[] | undefined => {
    const last = links.at(-1)!;
    tried.add(last);
    if (links.length > longest.length) longest = links;
    if (anchors.holds(last)) return links;
    const anchor = anchors.issuersOf(last).find((candidate) => last.isIssuedBy(candidate));
    if (anchor !== undefined) return [...links, anchor];
    for (const next of others)
      if (!tried.has(next) && mayIssue(next) && last.isIssuedBy(next)) {
        const path = climb([...links, next]);
        if (path !== undefined) return path;
      }
    return undefined;
  };
  const found = leaf === undefined ? undefined : climb([leaf]);
  return found === undefined ? { trusted: false, links: longest } : { trusted: true, links: found };
}

function mayIssue({ parts }: Link): boolean {
  return readBasicConstraints(parts).isCA && maySignCertificates(parts);
}
