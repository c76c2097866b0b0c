import type { KubernetesClient } from "../kubernetes/client.js";
import { awaitChallenges, consent, type Waiting } from "./await-challenges.js";
import { challengesInCluster } from "./challenges-in-cluster.js";
import { deleting } from "./deleting.js";
import type { OfIssuer } from "./leaving-challenges.js";

/**
 * Lets an issuer go once no Challenge of it is on its way out any more: to clean up, cert-manager needs the issuer's
 * solvers and their Secrets.
 *
 * @throws CertificateError with the Challenge that stays.
 */
export async function beforeIssuerGoes(
  client: KubernetesClient,
  issuer: OfIssuer,
  timeout: number,
  world: Pick<Waiting, "now" | "sleep" | "report">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { kind, namespace, name } = issuer;
  const what = `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
  await deleting(what, environment, () =>
    awaitChallenges(
      { what, stands: "It stands, since cleaning up takes it" },
      { ...challengesInCluster(client, issuer), ...world },
      { timeout, mayGiveUp: environment[consent] === "true" },
    ),
  );
}
