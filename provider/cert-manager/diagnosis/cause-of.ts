import type { Instant } from "../../spec/instant.js";
import type { Cause, Finding } from "./cause.js";
import {
  installation,
  type Judge,
  notSeenYet,
  ownWords,
  ready,
  requestNotCreated,
  secretShared,
  stuck,
} from "./judge-certificate.js";
import {
  challengeFailed,
  challengePending,
  notPresented,
  orderEnded,
  orderErrored,
  orderPending,
  queued,
  selfCheck,
} from "./judge-order.js";
import { issuer, notApproved, refused, requestWords } from "./judge-request.js";
import { ingressClass, solverPod } from "./judge-solver.js";
import { type Lineage, lineageOf, objectName } from "./lineage.js";
import { retryAfter } from "./retry.js";
import { verdicts } from "./verdicts.js";
import type { Walk } from "./walk.js";

/** From what everything else follows down to what is left; the first that finds something has found the cause. */
const judges: readonly Judge[] = [
  ready,
  secretShared,
  installation,
  notSeenYet,
  stuck,
  issuer,
  requestNotCreated,
  refused,
  notApproved,
  orderErrored,
  challengeFailed,
  orderEnded,
  orderPending,
  notPresented,
  solverPod,
  ingressClass,
  selfCheck,
  queued,
  challengePending,
  requestWords,
];

/** The deepest cause that the walk shows. Total: what was not looked at only makes the answer shallower. */
export function causeOf(walk: Walk, now: Instant): Cause {
  const lineage = lineageOf(walk);
  if (lineage === undefined) {
    const finding = unseen(walk);
    return { todo: verdicts[finding.code].todo, ...finding };
  }
  const finding = judge(lineage);
  const { notAfter, lastFailureTime, failedIssuanceAttempts } = lineage.certificate;
  const retryAt =
    lineage.isFailed && lastFailureTime !== undefined
      ? retryAfter(lastFailureTime, failedIssuanceAttempts)
      : undefined;
  return {
    todo: verdicts[finding.code].todo,
    ...finding,
    ...(retryAt === undefined || retryAt <= now ? {} : { retryAt }),
    ...(notAfter === undefined || notAfter <= now ? {} : { stillValidUntil: notAfter }),
  };
}

function judge(lineage: Lineage): Finding {
  for (const judge of judges) {
    const finding = judge(lineage);
    if (finding !== undefined) return finding;
  }
  return ownWords(lineage);
}

function unseen({ namespace, name, certificates }: Walk): Finding {
  const object = objectName("Certificate", namespace, name);
  if (certificates.state === "seen") return { code: "CertificateMissing", object, words: "it is not there" };
  const words = certificates.why === "failed" ? certificates.message : notLookedAt[certificates.why];
  return { code: "NotLookedAt", object, words };
}

const notLookedAt = {
  forbidden: "whoever runs Pulumi may not list certificates.cert-manager.io",
  notServed: "the cluster does not serve certificates.cert-manager.io",
  unreachable: "the API server does not answer",
  notAsked: "nobody asked",
} as const;
