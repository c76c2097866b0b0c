import { formatInstant, type Instant } from "../spec/instant.js";
import type { Link } from "../x509/chain.js";
import { crlUris, mustStaple, ocspUris } from "./extensions.js";
import type { FetchRules, NamedRequest } from "./fetch-named.js";
import { labelOf } from "./label.js";
import type { Path } from "./path.js";
import { statusInCrl } from "./revocation/crl.js";
import { ocspRequest, statusInOcsp } from "./revocation/ocsp.js";
import type { Status } from "./revocation/status.js";
import { browsers, fail, pass, type Verdict } from "./verdict.js";

/** Fetches what a certificate names; rejects with a clause. */
export type Fetch = (request: NamedRequest, rules: FetchRules) => Promise<Buffer>;

/** What came with the handshake about the leaf's revocation. */
export function judgeStaple(stapled: Buffer | undefined, path: Path, now: Instant): Verdict {
  const [leaf, issuer] = path.links;
  if (stapled === undefined)
    return leaf !== undefined && mustStaple(leaf.parts)
      ? fail("stapling", "the certificate demands an OCSP response, and none came", browsers.stapleMissing)
      : pass("stapling", "no OCSP response came, and the certificate demands none");
  if (leaf === undefined || issuer === undefined || !path.trusted)
    return {
      check: "stapling",
      result: "unknown",
      detail: "an OCSP response came; its issuer is not trusted",
    };
  const status = statusInOcsp(stapled, leaf, issuer, now);
  switch (status.status) {
    case "good":
      return pass("stapling", `good${until(status)}`);
    case "revoked":
      return fail("stapling", `${labelOf(leaf)} ${revokedText(status)}`, browsers.revoked);
    case "unknown":
      return fail("stapling", status.why, browsers.badStaple);
  }
}

/**
 * What the CAs say today of the certificates of a trusted path, asked where these say themselves: OCSP for the leaf,
 * CRLs for all. Of a path that leads nowhere nobody is asked: whoever made it would choose whom.
 *
 * @see docs/design.md, section 5
 */
export async function judgeRevocation(
  path: Path,
  fetch: Fetch,
  rules: Pick<FetchRules, "allowPrivate">,
  now: Instant,
): Promise<Verdict[]> {
  if (!path.trusted)
    return [unknown("not asked: addresses in certificates that are not trusted are not fetched")];
  const verdicts: Verdict[] = [];
  for (const [place, link] of path.links.entries()) {
    const issuer = path.links[place + 1];
    if (issuer === undefined) break;
    const answers = await Promise.all(questions(link, issuer, place === 0, fetch, rules, now));
    verdicts.push(...judgeAnswers(place === 0 ? labelOf(link) : link.name, answers));
  }
  return verdicts.length > 0
    ? verdicts
    : [pass("revocation", "no certificate says where it could be revoked")];
}

interface Answer {
  readonly source: "OCSP" | "CRL";
  readonly status: Status;
}

function questions(
  link: Link,
  issuer: Link,
  isLeaf: boolean,
  fetch: Fetch,
  rules: FetchRules,
  now: Instant,
): Promise<Answer>[] {
  const responders = isLeaf ? ocspUris(link.parts) : [];
  const lists = crlUris(link.parts).filter((uri) => /^https?:/i.test(uri));
  const small = { ...rules, limit: 64 * 1024 };
  const ask = async (uri: string) => {
    const response = await fetch({ uri, body: ocspRequest(link, issuer) }, small);
    return statusInOcsp(response, link, issuer, now);
  };
  const look = async (uri: string) => statusInCrl(await fetch({ uri }, rules), uri, link, issuer, now);
  return [
    ...(responders.length === 0 ? [] : [firstAnswer("OCSP", responders, ask)]),
    ...(lists.length === 0 ? [] : [firstAnswer("CRL", lists, look)]),
  ];
}

/** Of several addresses for the same, the first that says something; at most three are asked. */
async function firstAnswer(
  source: Answer["source"],
  uris: readonly string[],
  ask: (uri: string) => Promise<Status>,
): Promise<Answer> {
  const whys: string[] = [];
  for (const uri of uris.slice(0, 3)) {
    try {
      const status = await ask(uri);
      if (status.status !== "unknown") return { source, status };
      whys.push(`${uri}: ${status.why}`);
    } catch (error) {
      whys.push(`${uri}: ${(error as Error).message}`);
    }
  }
  return { source, status: { status: "unknown", why: whys.join("; ") } };
}

/** One who says "revoked" outweighs all; one who says "good" is enough. */
function judgeAnswers(name: string, answers: readonly Answer[]): Verdict[] {
  if (answers.length === 0) return [];
  for (const { source, status } of answers)
    if (status.status === "revoked")
      return [fail("revocation", `${name} ${revokedText(status)} (${source})`, browsers.revoked)];
  const good = answers.flatMap(({ source, status }) =>
    status.status === "good" ? [`${source}${until(status)}`] : [],
  );
  const silent = answers.flatMap(({ source, status }) =>
    status.status === "unknown" ? [`${source} ${status.why}`] : [],
  );
  if (good.length > 0) return [pass("revocation", `${name} is good by ${good.join(" and ")}`)];
  return [unknown(`nothing is known of ${name}: ${silent.join("; ")}`)];
}

function unknown(detail: string): Verdict {
  return { check: "revocation", result: "unknown", detail, browser: "nothing: browsers go on without it" };
}

function until(status: Extract<Status, { status: "good" }>): string {
  return status.until === undefined ? "" : ` until ${formatInstant(status.until)}`;
}

function revokedText({ since, reason }: Extract<Status, { status: "revoked" }>): string {
  return `was revoked at ${formatInstant(since)}${reason === undefined ? "" : ` (${reason})`}`;
}
