import { CertificateError, nameOf } from "../errors.js";
import { type Dependents, KubernetesClient } from "../kubernetes/client.js";
import { ClusterError, managersIn } from "../kubernetes/cluster-error.js";
import { Listing } from "../kubernetes/listing.js";
import { type ObjectReference, secrets } from "../kubernetes/objects.js";
import type { CertificateSpec, ClusterSpec } from "../spec/certificate-spec.js";
import { fieldManagerOf, managedBy, managedByLabel, ownerLabel } from "../store/owner-marks.js";
import type { Location } from "../store/port.js";
import { certificateManifest, type Dialect } from "./certificate-manifest.js";
import { CertificateWatch, type Interest } from "./certificate-watch.js";
import type { Marks } from "./marks.js";
import {
  type CertificateObject,
  type CertificateRequestObject,
  certificateRequests,
  certificates,
  condition,
} from "./objects.js";

const labelSelector = `${managedByLabel}=${managedBy}`;

/** A chain that cert-manager issued, as the CertificateRequest holds it: public, without a key. */
export interface IssuedChain {
  readonly certificatePem: string;
  readonly caPem?: string;
}

/** cert-manager in one cluster, as one process sees it: its Certificates are listed once. Failures are {@link ClusterError}s. */
export class Controller {
  readonly client: KubernetesClient;
  readonly #listing: Listing<CertificateObject>;
  readonly #watches = new Map<string, CertificateWatch>();
  #dialect: Dialect = { percentage: true };

  constructor(cluster: ClusterSpec) {
    this.client = new KubernetesClient(cluster);
    this.#listing = new Listing(
      (namespace) => this.#list(namespace),
      (namespace) => this.#names(namespace),
    );
  }

  /** See {@link Listing.begin}. */
  begin(): void {
    this.#listing.begin();
  }

  /** The Certificate as it was listed, or as it is now; undefined where the API proves that there is none. */
  async find(at: Location, how: "listed" | "now"): Promise<CertificateObject | undefined> {
    const listed = how === "listed" ? await this.#listing.find(at) : undefined;
    if (listed === "absent") return undefined;
    if (listed !== undefined && listed !== "forbidden") return listed;
    // Where cert-manager's API is not served there is no Certificate; it may come with the same `up`.
    const object = await this.client.get<CertificateObject>(reference(at), "whole").catch(unserved);
    if (object !== undefined) this.#listing.learn(at, object);
    return object;
  }

  /** The Certificates, whoever's, that write this Secret; none where cert-manager's API is not served. */
  async writersOf({ namespace, secretName }: Location): Promise<string[]> {
    const { items } = (await this.client
      .list<CertificateObject>(certificates, { namespace })
      .catch(unserved)) ?? {
      items: [],
    };
    return items.filter(({ spec }) => spec.secretName === secretName).map(({ metadata }) => metadata.name);
  }

  /** The chain of one revision, while its CertificateRequest is kept (`revisionHistoryLimit`, one by default). */
  async chain(at: Location, revision: number): Promise<IssuedChain | undefined> {
    const of = {
      resource: certificateRequests,
      namespace: at.namespace,
      name: `${at.secretName}-${revision}`,
    };
    const request = await this.client.get<CertificateRequestObject>(of, "whole");
    const { certificate, ca } = request?.status ?? {};
    if (certificate === undefined) return undefined;
    return { certificatePem: decode(certificate), ...(ca === undefined ? {} : { caPem: decode(ca) }) };
  }

  /**
   * Applies the Certificate and answers its generation; `edited` is one that somebody changed by hand, which is
   * taken back. An old cert-manager gets what it understands of the net below Pulumi.
   */
  async apply(spec: CertificateSpec, marks: Marks, edited?: CertificateObject): Promise<number> {
    const fieldManager = fieldManagerOf(String(marks.labels[ownerLabel]));
    this.#listing.learn(spec, undefined);
    try {
      const manifest = certificateManifest(spec, marks, this.#dialect);
      const generation = await this.#applyOver(reference(spec), manifest, fieldManager);
      if (edited === undefined) return generation;
      return await this.#replaceSpec(reference(spec), manifest.spec, fieldManager, generation);
    } catch (error) {
      if (spec.renewal.by === "pulumi" && isUnknownField(error, "spec.renewal"))
        throw new CertificateError(
          `${nameOf(spec)} was not applied: renewal.by "pulumi" needs cert-manager 1.21 or later, which can leave renewal alone`,
          "Nothing was changed",
          "Upgrade cert-manager, or leave renewal.by out",
        );
      if (!this.#dialect.percentage || !isUnknownField(error, "renewBeforePercentage")) throw error;
      this.#dialect = { percentage: false };
      return await this.apply(spec, marks, edited);
    }
  }

  /** What a hand has edited in a Certificate of this owner is taken back; what another applier holds is not, for it would only apply again. */
  async #applyOver(to: ObjectReference, manifest: object, fieldManager: string): Promise<number> {
    try {
      return (await this.client.apply(to, manifest, { fieldManager })).metadata.generation ?? 1;
    } catch (error) {
      const managers = managersIn(error);
      if (managers.length === 0 || managers.some(({ applying }) => applying)) throw error;
      return (await this.client.apply(to, manifest, { fieldManager, force: true })).metadata.generation ?? 1;
    }
  }

  /** Fields that a hand has added are not of any apply of ours, and only a replacement takes them away. */
  async #replaceSpec(
    of: ObjectReference,
    spec: CertificateObject["spec"],
    fieldManager: string,
    generation: number,
  ): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      const latest = await this.client.get<CertificateObject>(of, "whole");
      if (latest === undefined) return generation;
      const body = { ...latest, apiVersion: certificates.apiVersion, kind: "Certificate", spec };
      try {
        return (await this.client.update(of, body, { fieldManager })).generation ?? generation;
      } catch (error) {
        // The controller writes its status meanwhile: whoever was second looks again.
        if (!isConflict(error) || attempt === 5) throw error;
      }
    }
  }

  /**
   * Asks the controller to issue now, as `cmctl renew` does. It goes past cert-manager's backoff: `decide` does not
   * come here inside it.
   *
   * @see cmctl, pkg/renew/renew.go
   */
  async trigger(at: Location, now: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const object = await this.client.get<CertificateObject>(reference(at), "whole");
      if (object === undefined)
        throw new ClusterError("conflict", `the Certificate ${at.secretName} was deleted meanwhile`);
      if (condition(object, "Issuing")?.status === "True") return;
      try {
        await this.client.update(reference(at), triggered(object, now), {
          fieldManager: managedBy,
          status: true,
        });
        return;
      } catch (error) {
        // The controller writes the same status: whoever was second looks again.
        if (!isConflict(error) || attempt === 5) throw error;
      }
    }
  }

  /** Waits until `interest` has an answer, and keeps what gave it; all that wait in one namespace share one watch. */
  async until<T>(at: Location, interest: Interest<T>, signal: AbortSignal): Promise<T> {
    const look: Interest<T> = (object) => {
      const answer = interest(object);
      if (answer !== undefined) this.#listing.learn(at, object);
      return answer;
    };
    const watch =
      this.#watches.get(at.namespace) ?? new CertificateWatch(this.client, at.namespace, labelSelector);
    this.#watches.set(at.namespace, watch);
    return await watch.until(at.secretName, look, signal);
  }

  /**
   * Deletes the Certificate in exactly this version. Its requests and Orders go with it, and the Secret only where
   * cert-manager made the Certificate its owner; with `Orphan` nothing does.
   */
  async remove(
    at: Location,
    object: CertificateObject,
    dependents: Dependents = "Background",
  ): Promise<void> {
    this.#listing.learn(at, undefined);
    const { uid, resourceVersion } = object.metadata;
    await this.client.delete(reference(at), { uid, resourceVersion }, dependents);
  }

  /** Deletes the CertificateRequests that a Certificate of this owner left when it was deleted without them. */
  async removeRequests({ namespace, secretName }: Location, owner: string): Promise<void> {
    const selection = { namespace, labelSelector: `${ownerLabel}=${owner}` };
    const { items } = await this.client.list<CertificateRequestObject>(certificateRequests, selection);
    for (const { metadata } of items) {
      if (metadata.annotations?.["cert-manager.io/certificate-name"] !== secretName) continue;
      await this.client.delete({ resource: certificateRequests, namespace, name: metadata.name }, metadata);
    }
  }

  /**
   * Gives up what the owner's hand holds of a Secret that cert-manager has taken over, and with it what nobody else
   * holds: the record in it, an entry that this issuer does not write.
   */
  async releaseSecret({ namespace, secretName }: Location, owner: string): Promise<void> {
    const body = { apiVersion: "v1", kind: "Secret", metadata: { name: secretName, namespace } };
    const to = { resource: secrets, namespace, name: secretName };
    await this.client.apply(to, body, { fieldManager: fieldManagerOf(owner) });
  }

  async #list(namespace: string | undefined): Promise<ReadonlyMap<string, CertificateObject>> {
    const selection = { labelSelector, ...(namespace === undefined ? {} : { namespace }) };
    const { items } = (await this.client
      .list<CertificateObject>(certificates, selection)
      .catch(unserved)) ?? { items: [] };
    return new Map(items.map((item) => [`${item.metadata.namespace}/${item.metadata.name}`, item]));
  }

  /** A Certificate of ours is named after its Secret; one of that name without our labels is somebody else's. */
  async #names(namespace: string): Promise<ReadonlySet<string>> {
    const { items } = await this.client.list(certificates, { namespace, metadataOnly: true });
    return new Set(items.map(({ metadata }) => metadata.name));
  }
}

/** The Certificate is named after its Secret. */
function reference(at: Location): ObjectReference {
  return { resource: certificates, namespace: at.namespace, name: at.secretName };
}

function triggered(object: CertificateObject, now: string): CertificateObject {
  const issuing = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "Certificate re-issuance manually triggered",
    lastTransitionTime: now,
    observedGeneration: object.metadata.generation ?? 1,
  } as const;
  const others = (object.status?.conditions ?? []).filter(({ type }) => type !== "Issuing");
  return {
    ...object,
    apiVersion: certificates.apiVersion,
    kind: "Certificate",
    status: { ...object.status, conditions: [...others, issuing] },
  };
}

function isUnknownField(error: unknown, field: string): boolean {
  return error instanceof ClusterError && error.status !== undefined && error.message.includes(field);
}

/** Nothing, where the API says that it knows no such kind; any other failure is one. */
function unserved(error: unknown): undefined {
  if (error instanceof ClusterError && error.reason === "notFound") return undefined;
  throw error;
}

function isConflict(error: unknown): boolean {
  return error instanceof ClusterError && error.reason === "conflict";
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}
