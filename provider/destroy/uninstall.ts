import { CertificateError } from "../errors.js";
import type { HelmName } from "../installation/standing.js";
import type { KubernetesClient } from "../kubernetes/client.js";
import { namespaces } from "../kubernetes/objects.js";
import { awaitChallenges, consent, type Waiting } from "./await-challenges.js";
import { challengesInCluster } from "./challenges-in-cluster.js";
import { deleting } from "./deleting.js";
import { type Others, seeOthers } from "./others.js";

/** What is about to be uninstalled. */
export interface Installation {
  readonly release: HelmName;
  /** Of the namespace that the program made. */
  readonly namespaceUid?: string;
  readonly version: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Lets Helm uninstall cert-manager: once no Challenge waits for its controller any more, and unless that would delete
 * what others have in the cluster. What they have and keep is warned of, for nobody renews it from now on.
 *
 * @throws CertificateError with what stands in the way.
 */
export async function beforeUninstall(
  client: KubernetesClient,
  installation: Installation,
  world: Pick<Waiting, "now" | "sleep" | "report">,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const { release, namespaceUid, version, timeout } = installation;
  const what = `cert-manager ${version} in namespace ${release.namespace}`;
  await deleting(what, environment, async () => {
    const namespace = await client.get({ resource: namespaces, name: release.namespace }, "metadata");
    // Another cluster, or it went with its namespace.
    if (namespace === undefined || (namespaceUid !== undefined && namespace.metadata.uid !== namespaceUid))
      return;
    await awaitChallenges(
      { what, stands: "It stands, since cleaning up takes it" },
      { ...challengesInCluster(client, undefined), ...world },
      { timeout, mayGiveUp: environment[consent] === "true" },
    );
    const others = await seeOthers(client, release);
    if (!others.isReleased)
      await world.report(
        "warning",
        `Helm has no release ${release.name} in namespace ${release.namespace} any more: where the destroy ends with "release: not found", run pulumi destroy --refresh`,
      );
    if (others.doomed.length > 0 && others.objects.length > 0) throw wouldDelete(what, others);
    if (others.objects.length > 0)
      await world.report(
        "warning",
        `${listOf(others.objects)} stay, and nobody renews what is issued for them`,
      );
  });
}

function wouldDelete(what: string, { doomed, objects }: Others): CertificateError {
  return new CertificateError(
    `${what} was not deleted: Helm would delete ${doomed.length === 1 ? `the CRD ${doomed[0]}` : `${doomed.length} CRDs`} with it, and so what is not of this stack: ${listOf(objects)}`,
    "Everything of it stands as it was",
    "Let Helm keep the CRDs (crds.keep, from v1.15 on) by pulumi up, or delete those objects, and run pulumi destroy again",
  );
}

function listOf(objects: readonly string[]): string {
  const shown = objects.slice(0, 4).join(", ");
  return objects.length > 4 ? `${shown} and ${objects.length - 4} more` : shown;
}
