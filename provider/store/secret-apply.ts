import type { KubernetesClient } from "../kubernetes/client.js";
import { type KubernetesObject, type ObjectReference, secrets } from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing, managersIn } from "./cluster-failure.js";
import { ownerLabel, secretManifest } from "./manifests.js";
import { partsOf, versionOf } from "./object-version.js";
import type { Location, TlsSecret, Version } from "./port.js";
import { StoreError } from "./port.js";

/**
 * Writes all of a Secret by one server-side apply, in the version expected or where there is none, and answers
 * its new version. Each owner has a field manager of its own: two that claim one Secret are told of each other.
 */
export async function applySecret(
  client: KubernetesClient,
  at: Location,
  secret: TlsSecret,
  expected: Version | "absent",
  owner: string,
): Promise<Version> {
  const doing: Doing = { what: `the Secret ${at.namespace}/${at.secretName}`, done: "written" };
  const reference = { resource: secrets, namespace: at.namespace, name: at.secretName };
  const manifest = secretManifest(at, secret, owner);
  const fieldManager = `pulumi-kubecerts-${owner}`;
  return await ask(doing, async () => {
    if (expected !== "absent") {
      const version = partsOf(expected);
      if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
      const body = { ...manifest, metadata: { ...manifest.metadata, ...version } };
      return versionOf((await applyOver(client, reference, body, { fieldManager, owner })).metadata);
    }
    // An apply cannot be told to create only. What comes between these two requests is another field manager's,
    // which is a conflict, or the same owner's, which is seen afterwards.
    if ((await client.get(reference, "metadata")) !== undefined)
      throw changedMeanwhile(doing, "it is there already");
    const { metadata, created } = await client.apply(reference, manifest, { fieldManager });
    if (!created) throw overtaken(doing);
    return versionOf(metadata);
  });
}

function overtaken({ what, done }: Doing): StoreError {
  return new StoreError(
    "Conflict",
    `${what} was ${done} by another run of the same resource at the same moment`,
    {
      stands: "It holds what this run wrote",
      todo: "Run pulumi again, one run at a time",
    },
  );
}

interface Hand {
  readonly fieldManager: string;
  readonly owner: string;
}

/**
 * Applies over what is there. What somebody edited by hand in a Secret of this owner is taken back; what another
 * applier holds is not, for it would only apply again.
 */
async function applyOver(client: KubernetesClient, reference: ObjectReference, body: unknown, hand: Hand) {
  const { fieldManager, owner } = hand;
  try {
    return await client.apply(reference, body, { fieldManager });
  } catch (error) {
    const managers = managersIn(error);
    if (managers.length === 0 || managers.some(({ applying }) => applying)) throw error;
    const { metadata } = (await client.get<KubernetesObject>(reference, "metadata")) ?? {};
    const isApplied = metadata?.managedFields?.some(
      ({ manager, operation }) => manager === fieldManager && operation === "Apply",
    );
    if (isApplied !== true && metadata?.labels?.[ownerLabel] !== owner) throw error;
    return await client.apply(reference, body, { fieldManager, force: true });
  }
}
