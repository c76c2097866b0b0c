import type { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type Entries, keyOf, Listing } from "../kubernetes/listing.js";
import { type KubernetesObject, secrets } from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing } from "./cluster-failure.js";
import { tlsSecretIn } from "./manifests.js";
import { partsOf, versionOf } from "./object-version.js";
import { ownerLabel } from "./owner-marks.js";
import type { Location, Manner, MetadataReading, SecretReading, TlsSecret, Version } from "./port.js";
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
    return await this.#unless(at, known, "whole", (object, version) => {
      const secret = tlsSecretIn(object, at);
      if ("unreadable" in secret) return { state: "unreadable", why: secret.unreadable, version };
      return { state: "read", secret, version };
    });
  }

  async readMetadata(at: Location, known: Version | "none" | undefined): Promise<MetadataReading> {
    return await this.#unless(at, known, "metadata", ({ metadata }, version) => {
      const { labels = {}, annotations = {} } = metadata;
      return { state: "read", metadata: { labels, annotations }, version };
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

  /** What `read` makes of the Secret, unless its version is the known one; without a known one it is not listed. */
  async #unless<Reading>(
    at: Location,
    known: Version | "none" | undefined,
    part: "whole" | "metadata",
    read: (object: KubernetesObject, version: Version) => Reading,
  ) {
    return await ask(doingTo(at, "read"), async () => {
      const listed = known === undefined ? undefined : await this.#versions.find(at);
      if (listed === "forbidden")
        return {
          state: "forbidden",
          why: `the identity may not list the Secrets of ${at.namespace}`,
        } as const;
      if (listed !== undefined && listed === known) return { state: "unchanged" } as const;
      const object = await this.#get(at, part);
      if (object === "forbidden")
        return { state: "forbidden", why: `the identity may not get the Secret ${keyOf(at)}` } as const;
      if (object === undefined) return { state: "absent" } as const;
      const version = versionOf(object.metadata);
      this.#versions.learn(at, version);
      return version === known ? ({ state: "unchanged" } as const) : read(object, version);
    });
  }

  async #get(at: Location, part: "whole" | "metadata"): Promise<KubernetesObject | undefined | "forbidden"> {
    try {
      return await this.#client.get<KubernetesObject>(reference(at), part);
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== "forbidden") throw error;
      return "forbidden";
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
