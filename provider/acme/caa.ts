import type { CaaRecord } from "node:dns";
import { Resolver } from "node:dns/promises";
import type { ChallengeType } from "./solver.js";

/** Who asks for a certificate, and how it proves the name. */
export interface CaaQuestion {
  /** `*.` may be its first label. */
  readonly name: string;
  /** The domains by which the CA knows itself (`caaIdentities` of its directory). */
  readonly identities: readonly string[];
  readonly account: string;
  readonly method: ChallengeType | undefined;
}

/**
 * Why the CA would refuse a name by these CAA records, as a clause; undefined where it may issue. It is the CA's to
 * judge: this is a warning before an attempt is spent.
 *
 * @see RFC 8659, sections 4.2 and 4.3 (issue, issuewild); RFC 8657 (accounturi, validationmethods)
 */
export function caaFault(records: readonly CaaRecord[], question: CaaQuestion): string | undefined {
  const { name, identities, account, method } = question;
  const issue = records.flatMap((record) => record.issue ?? []);
  const wild = records.flatMap((record) => record.issuewild ?? []);
  const counting = name.startsWith("*.") && wild.length > 0 ? wild : issue;
  if (counting.length === 0) return undefined;
  const permits = counting.map(readIssue);
  const mine = permits.filter(({ domain }) => identities.includes(domain));
  if (mine.length === 0) {
    const others = permits.map(({ domain }) => domain).filter((domain) => domain !== "");
    return `permit ${others.length === 0 ? "no CA" : `${others.join(", ")} alone`}, and this one is ${identities.join(" or ")}`;
  }
  const isFit = mine.some(
    ({ accounturi, validationmethods }) =>
      (accounturi === undefined || accounturi === account) &&
      (validationmethods === undefined ||
        method === undefined ||
        validationmethods.split(",").includes(method)),
  );
  return isFit
    ? undefined
    : "permit this CA for another account (accounturi) or another way (validationmethods) alone";
}

/** "letsencrypt.org; validationmethods=dns-01" */
function readIssue(value: string): { domain: string; accounturi?: string; validationmethods?: string } {
  const [domain = "", ...parameters] = value.split(";").map((part) => part.trim());
  const known = parameters.flatMap((parameter) => {
    const [, tag = "", text = ""] = /^([\w-]+)\s*=\s*(.*)$/.exec(parameter) ?? [];
    return tag === "" ? [] : [[tag.toLowerCase(), text]];
  });
  return { domain: domain.toLowerCase(), ...Object.fromEntries(known) };
}

/** Milliseconds that all of a certificate's names may take. */
const patience = 2_000;

/** What is wrong with the CAA records of names, each as a sentence; what cannot be looked up is passed over. */
export async function caaWarnings(
  questions: readonly CaaQuestion[],
  resolvers: readonly string[],
): Promise<string[]> {
  const resolver = new Resolver({ timeout: patience / 2, tries: 1 });
  if (resolvers.length > 0) resolver.setServers(resolvers);
  const cancel = setTimeout(() => resolver.cancel(), patience);
  try {
    const faults = await Promise.all(
      questions.map(async (question) => {
        const found = await recordsFor(question.name.replace(/^\*\./, ""), resolver).catch(() => undefined);
        const fault = found === undefined ? undefined : caaFault(found.records, question);
        return fault === undefined
          ? []
          : [`the CAA records of ${found!.at} ${fault}: it will refuse ${question.name}`];
      }),
    );
    return faults.flat();
  } finally {
    clearTimeout(cancel);
  }
}

/** The records that count: those of the nearest name above that has any. @see RFC 8659, section 3 */
async function recordsFor(
  name: string,
  resolver: Resolver,
): Promise<{ readonly at: string; readonly records: readonly CaaRecord[] } | undefined> {
  for (let at = name; at.includes("."); at = at.slice(at.indexOf(".") + 1)) {
    const records = await resolver.resolveCaa(at).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENODATA" || error.code === "ENOTFOUND") return [];
      throw error;
    });
    if (records.length > 0) return { at, records };
  }
  return undefined;
}
