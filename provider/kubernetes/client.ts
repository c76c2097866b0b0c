import type { ClusterSpec } from "../spec/certificate-spec.js";
import { type Access, openAccess } from "./access.js";
import { ClusterError } from "./cluster-error.js";
import { type Listed, listPages, type Selection } from "./list-pages.js";
import {
  type KubernetesObject,
  metadataOnly,
  type ObjectMeta,
  type ObjectReference,
  pathOf,
  type Resource,
} from "./objects.js";
import type { ApiAnswer } from "./request.js";
import { Transport } from "./transport.js";
import { type WatchEvent, type WatchFrom, watchFrom } from "./watch.js";

/** Who writes, for the object's managedFields. */
export interface Writing {
  readonly fieldManager: string;
  readonly dryRun?: boolean;
}

/** What becomes of what an object owns: deleted after it, or left without an owner. */
export type Dependents = "Background" | "Orphan";

/**
 * One API server. What goes wrong is a {@link ClusterError}; absence is an answer, and only where the server says
 * so of the name that was asked for. Writes answer the metadata alone: a key does not come back.
 */
export class KubernetesClient {
  readonly #spec: ClusterSpec;
  #opened: Transport | undefined;

  /** Nothing is read or sent before the first call. */
  constructor(spec: ClusterSpec) {
    this.#spec = spec;
  }

  get access(): Access {
    return this.#transport.access;
  }

  /** Lets reads be sent again at once after one that got no answer; else they fail with it for half a minute. */
  forgive(): void {
    this.#opened?.forgive();
  }

  async get<T extends KubernetesObject>(
    of: ObjectReference,
    part: "whole" | "metadata",
  ): Promise<T | undefined> {
    const accept = part === "whole" ? {} : { accept: metadataOnly.object };
    return await this.#transport.read<T>({ method: "GET", path: pathOfObject(of), ...accept }, of.name);
  }

  /** All that match, in pages. */
  async list<T extends KubernetesObject>(resource: Resource, selection: Selection = {}): Promise<Listed<T>> {
    return await listPages<T>(this.#transport, resource, selection);
  }

  /** Server-side apply, which also creates. Without `force`, a field that another manager holds is a conflict. */
  async apply(
    to: ObjectReference,
    body: unknown,
    writing: Writing & { readonly force?: boolean },
  ): Promise<{ readonly metadata: ObjectMeta; readonly created: boolean }> {
    const path = `${pathOfObject(to)}?${queryOf(writing)}&force=${writing.force === true}`;
    const contentType = "application/apply-patch+yaml";
    const answer = await this.#transport.write({
      method: "PATCH",
      path,
      body,
      contentType,
      accept: metadataOnly.object,
    });
    return { metadata: metadataIn(answer), created: answer?.status === 201 };
  }

  /** Changes what the body names, in the version that its metadata names; `null` takes a field out (RFC 7396). */
  async merge(of: ObjectReference, body: unknown, writing: Writing): Promise<ObjectMeta> {
    const path = `${pathOfObject(of)}?${queryOf(writing)}`;
    const contentType = "application/merge-patch+json";
    const answer = await this.#transport.write(
      { method: "PATCH", path, body, contentType, accept: metadataOnly.object },
      of.name,
    );
    if (answer === undefined) throw new ClusterError("conflict", `${of.name} was deleted meanwhile`);
    return metadataIn(answer);
  }

  /** Creates what is not there yet. */
  async create(kind: Omit<ObjectReference, "name">, body: unknown, writing: Writing): Promise<ObjectMeta> {
    const path = `${pathOf(kind.resource, kind.namespace)}?${queryOf(writing)}`;
    return metadataIn(
      await this.#transport.write({ method: "POST", path, body, accept: metadataOnly.object }),
    );
  }

  /** Replaces what is there, or its status, in the version that the body's metadata names; gone is a conflict, too. */
  async update(
    of: ObjectReference,
    body: unknown,
    writing: Writing & { readonly status?: boolean },
  ): Promise<ObjectMeta> {
    const path = `${pathOfObject(of)}${writing.status === true ? "/status" : ""}?${queryOf(writing)}`;
    const request = { method: "PUT", path, body, accept: metadataOnly.object } as const;
    const answer = await this.#transport.write(request, of.name);
    if (answer === undefined) throw new ClusterError("conflict", `${of.name} was deleted meanwhile`);
    return metadataIn(answer);
  }

  /** Deletes the object in exactly this version, or in any when none is given; what is gone already is no error. */
  async delete(
    of: ObjectReference,
    { uid, resourceVersion }: Pick<ObjectMeta, "uid"> & Partial<Pick<ObjectMeta, "resourceVersion">>,
    dependents: Dependents = "Background",
  ): Promise<void> {
    const preconditions = { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
    const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions, propagationPolicy: dependents };
    await this.#transport.write(
      { method: "DELETE", path: pathOfObject(of), body, accept: metadataOnly.object },
      of.name,
    );
  }

  /**
   * Whether the identity may do this, asked without doing it: a request that is refused stands in the audit log.
   *
   * @see https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
   */
  async may(verb: string, resource: Resource, namespace: string | undefined): Promise<boolean> {
    const apiVersion = "authorization.k8s.io/v1";
    const path = pathOf({ apiVersion, plural: "selfsubjectaccessreviews" });
    const place = namespace === undefined ? {} : { namespace };
    const resourceAttributes = { verb, resource: resource.plural, version: "*", ...place };
    const body = { apiVersion, kind: "SelfSubjectAccessReview", spec: { resourceAttributes } };
    const answer = await this.#transport.write({ method: "POST", path, body });
    return (answer?.body as { status?: { allowed?: boolean } } | undefined)?.status?.allowed === true;
  }

  /** What changes from a version on, until the signal; see {@link watchFrom}. */
  watch<T extends KubernetesObject>(
    resource: Resource,
    from: WatchFrom,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>> {
    return watchFrom<T>(this.access, resource, from, signal);
  }

  get #transport(): Transport {
    this.#opened ??= new Transport(openAccess(this.#spec));
    return this.#opened;
  }
}

function pathOfObject({ resource, namespace, name }: ObjectReference): string {
  return pathOf(resource, namespace, name);
}

function queryOf({ fieldManager, dryRun }: Writing): URLSearchParams {
  return new URLSearchParams({ fieldManager, ...(dryRun === true ? { dryRun: "All" } : {}) });
}

function metadataIn(answer: ApiAnswer | undefined): ObjectMeta {
  return (answer as { body: KubernetesObject }).body.metadata;
}
