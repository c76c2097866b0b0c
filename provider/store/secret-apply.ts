import type { KubernetesClient } from "../kubernetes/client.js";
import { managersIn } from "../kubernetes/cluster-error.js";
import {
  type KubernetesObject,
  type ObjectMeta,
  type ObjectReference,
  secrets,
} from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing } from "./cluster-failure.js";
import { refuseOversize } from "./limits.js";
import { secretManifest } from "./manifests.js";
import { type ObjectVersion, partsOf, versionOf } from "./object-version.js";
import { fieldManagerOf, isOfKubecerts, managedBy, ownerLabel } from "./owner-marks.js";
import type { Location, Manner, TlsSecret, Version } from "./port.js";
import { StoreError } from "./port.js";

interface Hand {
  readonly owner: string;
  readonly manner: Manner;
}

/**
 * Writes all of a Secret by one server-side apply, in the version expected or where there is none, and answers
 * its new version. Each owner has a field manager of its own: two that claim one Secret are told of each other.
 */
export async function applySecret(
  client: KubernetesClient,
  at: Location,
  secret: TlsSecret,
  expected: Version | "absent",
  hand: Hand,
): Promise<Version> {
  const doing: Doing = { what: `the Secret ${at.namespace}/${at.secretName}`, done: "written" };
  const reference = { resource: secrets, namespace: at.namespace, name: at.secretName };
  const manifest = secretManifest(at, secret, hand.owner);
  const fieldManager = fieldManagerOf(hand.owner);
  refuseOversize(doing, secret);
  return await ask(doing, async () => {
    if (expected !== "absent") {
      const version = partsOf(expected);
      if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
      if (hand.manner === "anew") {
        await client.delete(reference, version);
        return versionOf(await client.create(reference, manifest, { fieldManager }));
      }
      const body = { ...manifest, metadata: { ...manifest.metadata, ...version } };
      const metadata =
        hand.manner === "taking"
          ? await takeOver(client, reference, body, fieldManager)
          : await applyOver(client, reference, body, hand.owner);
      return versionOf(await withoutOwners(client, reference, metadata));
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

/**
 * Applies over what is there. What somebody edited by hand in a Secret of this owner is taken back; what another
 * applier holds is not, for it would only apply again. The owner before this one is no applier: it looks whose the
 * Secret is before it writes.
 */
async function applyOver(client: KubernetesClient, reference: ObjectReference, body: unknown, owner: string) {
  const fieldManager = fieldManagerOf(owner);
  try {
    return (await client.apply(reference, body, { fieldManager })).metadata;
  } catch (error) {
    const managers = managersIn(error);
    if (managers.length === 0) throw error;
    const others = managers.filter(({ applying }) => applying);
    const { metadata } = (await client.get<KubernetesObject>(reference, "metadata")) ?? {};
    const isLabelled = metadata?.labels?.[ownerLabel] === owner;
    if (others.some(({ name }) => !isOfKubecerts(name) || !isLabelled)) throw error;
    const isApplied = metadata?.managedFields?.some(
      ({ manager, operation }) => manager === fieldManager && operation === "Apply",
    );
    if (isApplied !== true && !isLabelled) throw error;
    return (await client.apply(reference, body, { fieldManager, force: true })).metadata;
  }
}

/** The one annotation of cert-manager's that is the user's own. */
const directInjection = "cert-manager.io/allow-direct-injection";

/**
 * Applies over whoever holds it, and has nobody else hold any of it: what another manager went on holding could never
 * be taken out again. Nor does it go on saying that cert-manager issued it.
 */
async function takeOver(
  client: KubernetesClient,
  reference: ObjectReference,
  body: unknown,
  fieldManager: string,
): Promise<ObjectMeta> {
  const { metadata } = await client.apply(reference, body, { fieldManager, force: true });
  const managedFields = metadata.managedFields?.filter(({ manager }) => manager === fieldManager) ?? [];
  const { [directInjection]: _, ...annotations } = metadata.annotations ?? {};
  const past = Object.keys(annotations).filter((name) => name.startsWith("cert-manager.io/"));
  const change = { managedFields, annotations: Object.fromEntries(past.map((name) => [name, null])) };
  return await client.merge(reference, mergeOf(metadata, change), { fieldManager });
}

/** With an owner reference that somebody added, the Secret would be deleted with something that it does not belong to. */
async function withoutOwners(
  client: KubernetesClient,
  reference: ObjectReference,
  metadata: ObjectMeta,
): Promise<ObjectMeta> {
  if ((metadata.ownerReferences ?? []).length === 0) return metadata;
  const change = mergeOf(metadata, { ownerReferences: null });
  return await client.merge(reference, change, { fieldManager: managedBy });
}

/** A change of the metadata alone, in exactly this version. */
function mergeOf({ uid, resourceVersion }: ObjectVersion, change: object): object {
  return { metadata: { uid, resourceVersion, ...change } };
}
