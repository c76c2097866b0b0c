import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../errors.js";
import type { AcmeClient } from "./client.js";
import { type Patience, poll } from "./poll.js";
import type { Identifier } from "./problem.js";
import type { Challenge, ChallengeType, PersistTerms, Solver } from "./solver.js";

/** @see RFC 8555, section 7.1.4 */
export interface Authorization {
  readonly identifier: Identifier;
  readonly status: string;
  readonly wildcard?: boolean;
  readonly challenges: readonly {
    readonly type: string;
    readonly url: string;
    readonly status: string;
    readonly token?: string;
    /** Of `dns-persist-01`. */
    readonly accounturi?: string;
    readonly "issuer-domain-names"?: readonly string[];
    readonly error?: unknown;
  }[];
}

export interface Provers {
  /** The solver for a name, among the challenges that the CA offers; throws where there is none. */
  readonly solverFor: (name: string, offered: readonly string[]) => Solver;
  /** Told what goes on, and what was left behind. */
  readonly report: (severity: "info" | "warning", line: string) => Promise<void>;
}

interface Pending {
  readonly url: string;
  readonly solver: Solver;
  readonly challenge: Challenge;
  readonly answerUrl: string;
  /** Whether the CA was told already, by a process that was killed since. */
  readonly isAnswered: boolean;
}

/** Milliseconds that the fastest CA takes to look. */
const firstLook = 50;
/** What is laid out is taken away in its own time, also when the order's is over. */
const cleanUpTime = 30_000;

/**
 * Proves control of every name: all answers are laid out, then checked, then the CA is told to look; what was laid out
 * is taken away whatever came of it. Answers the authorizations as the CA left them.
 *
 * @see RFC 8555, sections 7.5 and 8
 */
export async function prove(
  client: AcmeClient,
  urls: readonly string[],
  provers: Provers,
  patience: Patience,
): Promise<Authorization[]> {
  const authorizations = await Promise.all(
    urls.map(async (url) => ({ url, ...((await client.read(url)).data as Authorization) })),
  );
  const pending = await Promise.all(
    authorizations
      .filter(({ status }) => status === "pending")
      .map((authorization) => choose(client, authorization, provers)),
  );
  const groups = bySolver(pending);
  let untold: string | undefined;
  try {
    await each(groups, (solver, challenges) => solver.present(challenges, patience.signal)).catch((error) => {
      untold = messageOf(error);
      throw error;
    });
    await each(groups, (solver, challenges) => solver.check(challenges, patience.signal));
    const unanswered = pending.filter(({ isAnswered }) => !isAnswered);
    await Promise.all(unanswered.map(({ answerUrl }) => client.post(answerUrl, {})));
    if (unanswered.length > 0) await sleep(firstLook, undefined, { signal: patience.signal });
    const decided = await Promise.all(
      pending.map(({ url }) => poll<Authorization>(client, url, ["pending"], patience)),
    );
    return [...authorizations.filter(({ status }) => status !== "pending"), ...decided];
  } finally {
    await cleanUp(groups, provers, untold);
  }
}

async function choose(
  client: AcmeClient,
  { url, identifier, wildcard = false, challenges }: Authorization & { readonly url: string },
  { solverFor }: Provers,
): Promise<Pending> {
  const name = wildcard ? `*.${identifier.value}` : identifier.value;
  const offered = challenges.map(({ type }) => type);
  const solver = solverFor(name, offered);
  const found = challenges.find(({ type }) => type === solver.type);
  const persist = found === undefined ? undefined : persistTerms(found, client.account, wildcard);
  if (found === undefined || (found.token === undefined && persist === undefined))
    throw new Error(`the CA offers ${offered.join(", ")} for ${name}, and its solver is for ${solver.type}`);
  return {
    url,
    solver,
    answerUrl: found.url,
    isAnswered: found.status !== "pending",
    challenge: {
      type: solver.type satisfies ChallengeType,
      identifier: { type: identifier.type === "ip" ? "ip" : "dns", value: identifier.value.toLowerCase() },
      token: found.token ?? "",
      keyAuthorization: found.token === undefined ? "" : await client.keyAuthorization(found.token),
      ...(persist === undefined ? {} : { persist }),
    },
  };
}

/** What the record of a `dns-persist-01` challenge must say; a CA names the account only where it is called otherwise. */
function persistTerms(
  challenge: Authorization["challenges"][number],
  account: string,
  wildcard: boolean,
): PersistTerms | undefined {
  if (challenge.type !== "dns-persist-01") return undefined;
  const issuers = challenge["issuer-domain-names"] ?? [];
  return { accountUri: challenge.accounturi ?? account, issuers, wildcard };
}

function bySolver(pending: readonly Pending[]): Groups {
  const groups = new Map<Solver, Pending[]>();
  for (const one of pending) groups.set(one.solver, [...(groups.get(one.solver) ?? []), one]);
  return groups;
}

type Groups = ReadonlyMap<Solver, readonly Pending[]>;

/** All at once; what else is under way has ended when the first failure is told. */
async function each(
  groups: Groups,
  work: (solver: Solver, challenges: readonly Challenge[]) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(
    [...groups].map(([solver, pending]) =>
      work(
        solver,
        pending.map(({ challenge }) => challenge),
      ),
    ),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

/** What could not be taken away proves nothing more to anybody; it is told, and the order goes on. */
async function cleanUp(groups: Groups, { report }: Provers, failure: string | undefined): Promise<void> {
  const signal = AbortSignal.timeout(cleanUpTime);
  await each(groups, (solver, challenges) => solver.cleanUp(challenges, signal)).catch(
    async (error: unknown) => {
      // What kept it from being laid out is told as the failure itself.
      if (messageOf(error) === failure) return;
      await report("warning", `an answer to the CA was left behind: ${messageOf(error)}`);
    },
  );
}
