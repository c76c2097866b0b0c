import { acmeProblemIn } from "./acme-problem.js";
import type { CauseCode, Finding } from "./cause.js";
import type { Judge } from "./judge-certificate.js";
import { eventOf, type Lineage, objectName } from "./lineage.js";
import { itemsOf } from "./part.js";
import type { ChallengeSeen } from "./walk.js";

/** The CA refused the order itself. An `invalid` one has no words: those are with its Challenges. */
export const orderErrored: Judge = ({ walk, order }) => {
  if (order?.state !== "errored") return undefined;
  const { name, reason } = order;
  return {
    code: acmeProblemIn(reason) ?? "OrderErrored",
    object: objectName("Order", walk.namespace, name),
    words: reason,
  };
};

const failedStates: Readonly<Record<string, CauseCode>> = {
  invalid: "ChallengeInvalid",
  errored: "ChallengeErrored",
  expired: "ChallengeExpired",
};

/** The CA looked and did not find what it had asked for. */
export const challengeFailed: Judge = ({ walk, challenges }) => {
  // An invalid one has the CA's words; an expired one only follows from it.
  for (const [state, code] of Object.entries(failedStates)) {
    const challenge = challenges.find((one) => one.state === state);
    if (challenge !== undefined)
      return found(walk, challenge, acmeProblemIn(challenge.reason) ?? code, challenge.reason);
  }
  return undefined;
};

export const orderEnded: Judge = ({ walk, order }) => {
  if (order?.state !== "invalid" && order?.state !== "expired") return undefined;
  const code = order.state === "invalid" ? "OrderInvalid" : "OrderExpired";
  return { code, object: objectName("Order", walk.namespace, order.name), words: order.reason };
};

/** An Order that no solver fits stays pending for ever, and only an event says so, which is gone after an hour. */
export const orderPending: Judge = ({ walk, order, challenges }) => {
  if (order === undefined || challenges.length > 0) return undefined;
  const object = objectName("Order", walk.namespace, order.name);
  if (!order.placed) return { code: "OrderNotPlaced", object, words: order.reason };
  if (order.state !== "pending") return undefined;
  const solver = eventOf(walk, order, "Solver");
  if (solver !== undefined) return { code: "NoSolver", object, words: solver.message };
  if (walk.challenges.state !== "seen") return undefined;
  return { code: "NoChallenges", object, words: "the CA waits for challenges, and there is no Challenge" };
};

export const notPresented: Judge = ({ walk, challenges }) =>
  first(challenges, ({ processing, presented, ...challenge }) => {
    if (!processing || presented) return undefined;
    const event = eventOf(walk, challenge, "PresentError");
    // The status leaves out what some clouds answer and refers to the event.
    const isWhole = challenge.reason !== "" && !challenge.reason.includes("see events");
    const words = isWhole ? challenge.reason : event?.message;
    return words === undefined ? undefined : found(walk, challenge, presentCode(words), words);
  });

/** The cluster itself may not take the solver's Pod, Service or Ingress. */
function presentCode(words: string): CauseCode {
  const isRefused = /\bis forbidden: (?!User )|denied (the )?request|admission webhook/.test(words);
  return isRefused ? "SolverRefused" : "NotPresented";
}

export const selfCheck: Judge = ({ walk, challenges }) =>
  first(challenges, ({ processing, presented, reason, ...challenge }) =>
    processing && presented && /^Waiting .*(propagation|self-check)/.test(reason)
      ? found(walk, challenge, "SelfCheck", seenOf(reason))
      : undefined,
  );

/** What cert-manager saw, without what it says on each try: that it waits, and for which address it asked. */
function seenOf(reason: string): string {
  return reason.replace(
    /^Waiting for \S+ challenge propagation: (failed to perform self check GET request '[^']*': )?(Get "[^"]*": )?/,
    "",
  );
}

/**
 * cert-manager works on 60 challenges at a time, and never on two of one name and type.
 *
 * @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/pkg/controller/acmechallenges/scheduler/scheduler.go
 */
export const queued: Judge = ({ walk, challenges }) =>
  first(challenges, (challenge) => {
    if (challenge.processing) return undefined;
    const rival = itemsOf(walk.challenges).find(
      ({ uid, dnsName, type, processing }) =>
        processing && uid !== challenge.uid && dnsName === challenge.dnsName && type === challenge.type,
    );
    const words =
      rival === undefined
        ? "it waits for its turn: no other of this namespace is in its way"
        : `it waits for Challenge ${walk.namespace}/${rival.name}, which is for the same name and type`;
    return found(walk, challenge, "Queued", words);
  });

export const challengePending: Judge = ({ walk, challenges }) =>
  first(challenges, (challenge) => found(walk, challenge, "ChallengePending", challenge.reason));

/** The first finding among the Challenges that are not over. */
export function first(
  challenges: Lineage["challenges"],
  judge: (challenge: ChallengeSeen) => Finding | undefined,
): Finding | undefined {
  for (const challenge of challenges) {
    if (challenge.state === "valid" || Object.hasOwn(failedStates, challenge.state)) continue;
    const finding = judge(challenge);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

type Named = Pick<ChallengeSeen, "name" | "dnsName">;

export function found(
  { namespace }: Lineage["walk"],
  { name, dnsName }: Named,
  code: CauseCode,
  reason: string,
): Finding {
  // Its name is a hash: which of the Certificate's names it is for is the first thing to know.
  const words = reason.includes(dnsName) ? reason : [dnsName, reason].filter(Boolean).join(": ");
  return { code, object: objectName("Challenge", namespace, name), words };
}
