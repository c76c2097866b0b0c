import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type KubernetesObject, secrets } from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing } from "./cluster-failure.js";
import { type Entries, keyOf, Listing } from "./listing.js";
import { ownerLabel, tlsSecretIn } from "./manifests.js";
import { partsOf, versionOf } from "./object-version.js";
import type { Location, Manner, SecretReading, TlsSecret, Version } from "./port.js";
import { applySecret } from "./secret-apply.js";

/** The Secrets of a cluster: their versions listed once without their data, each read by name only where it changed. */
export class ClusterSecrets {
  readonly #client: KubernetesClient;
  readonly #versions: Listing<Version>;

  constructor(client: KubernetesClient) {
    this.#client = client;
    this.#versions = new Listing((namespace) => this.#list(namespace));
  }

  async read(at: Location, known: Version | "none" | undefined): Promise<SecretReading> {
    return await ask(doingTo(at, "read"), async () => {
      const listed = known === undefined ? undefined : await this.#versions.find(at);
      if (listed === "forbidden")
        return { state: "forbidden", why: `the identity may not list the Secrets of ${at.namespace}` };
      if (listed !== undefined && listed === known) return { state: "unchanged" };
      return await this.#get(at, known);
    });
  }

  async write(
    at: Location,
    secret: TlsSecret,
    expected: Version | "absent",
    owner: string,
    manner: Manner,
  ): Promise<Version> {
    this.#versions.learn(at, undefined);
    const version = await applySecret(this.#client, at, secret, expected, { owner, manner });
    this.#versions.learn(at, version);
    return version;
  }

  async remove(at: Location, expected: Version): Promise<void> {
    const doing = doingTo(at, "deleted");
    this.#versions.learn(at, undefined);
    const version = partsOf(expected);
    if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
    await ask(doing, () => this.#client.delete(reference(at), version));
  }

  /** See {@link Listing.begin}. */
  begin(): void {
    this.#versions.begin();
  }

  forget(): void {
    this.#versions.forget();
  }

  async #get(at: Location, known: Version | undefined): Promise<SecretReading> {
    try {
      const object = await this.#client.get<KubernetesObject>(reference(at), "whole");
      if (object === undefined) return { state: "absent" };
      const version = versionOf(object.metadata);
      this.#versions.learn(at, version);
      if (version === known) return { state: "unchanged" };
      const secret = tlsSecretIn(object, at);
      if ("unreadable" in secret) return { state: "unreadable", why: secret.unreadable, version };
      return { state: "read", secret, version };
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== "forbidden") throw error;
      return { state: "forbidden", why: `the identity may not get the Secret ${keyOf(at)}` };
    }
  }

  async #list(namespace: string | undefined): Promise<Entries<Version>> {
    // Whoever may not look does not try: a preview's identity makes no request for a Secret.
    if (!(await this.#client.may("list", secrets, namespace)))
      throw new ClusterError("forbidden", "the identity may not list Secrets");
    // A version that lags behind is another than the known one, and then the Secret is asked for by name.
    const selection = { labelSelector: ownerLabel, metadataOnly: true, mayLag: true };
    const place = namespace === undefined ? {} : { namespace };
    const { items } = await this.#client.list<KubernetesObject>(secrets, { ...selection, ...place });
    const entries = items.map(({ metadata }): [string, Version] => {
      const at = { namespace: metadata.namespace ?? "", secretName: metadata.name };
      return [keyOf(at), versionOf(metadata)];
    });
    return new Map(entries);
  }
}

function reference(at: Location) {
  return { resource: secrets, namespace: at.namespace, name: at.secretName };
}

function doingTo(at: Location, done: Doing["done"]): Doing {
  return { what: `the Secret ${at.namespace}/${at.secretName}`, done };
}
