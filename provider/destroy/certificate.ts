import { setTimeout as sleep } from "node:timers/promises";
import { nameOf } from "../errors.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { awaitChallenges, consent } from "./await-challenges.js";
import { challengesInCluster } from "./challenges-in-cluster.js";

/** A minute, as for issuers. */
const timeout = 60_000;

/**
 * Waits until the Challenges of a Certificate that was deleted are gone, too: a namespace that is deleted meanwhile
 * would wait for them, and an issuer that goes before them leaves them without a way to go.
 *
 * @throws CertificateError with the Challenge that stays.
 */
export async function afterCertificate(
  client: KubernetesClient,
  at: { readonly namespace: string; readonly secretName: string },
  report: (severity: "info" | "warning", line: string) => Promise<void>,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const world = {
    now: () => performance.now(),
    sleep: (milliseconds: number) => sleep(milliseconds),
    report,
  };
  await awaitChallenges(
    { what: nameOf(at), stands: "Its Secret stands" },
    { ...challengesInCluster(client, { namespace: at.namespace, certificate: at.secretName }), ...world },
    { timeout, mayGiveUp: environment[consent] === "true" },
  );
}
