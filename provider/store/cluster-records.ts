import type { KubernetesClient } from "../kubernetes/client.js";
import { type Entries, keyOf, Listing } from "../kubernetes/listing.js";
import { configMaps, type KubernetesObject } from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing } from "./cluster-failure.js";
import { recordManifest, recordName, recordTextIn } from "./manifests.js";
import { partsOf, versionOf } from "./object-version.js";
import { fieldManagerOf, managedBy, managedByLabel, ownerLabel } from "./owner-marks.js";
import type { Location, RecordList, RecordReading, Version } from "./port.js";

const labelSelector = `${managedByLabel}=${managedBy},${ownerLabel}`;
const ending = recordName({ namespace: "", secretName: "" });

/** The records of a cluster: ConfigMaps, listed once by their labels. */
export class ClusterRecords {
  readonly #client: KubernetesClient;
  readonly #listing: Listing<RecordReading>;

  constructor(client: KubernetesClient) {
    this.#client = client;
    this.#listing = new Listing(
      (namespace) => this.#list(namespace),
      (namespace) => this.#names(namespace),
    );
  }

  async read(at: Location): Promise<RecordReading> {
    return await ask(doingTo(at, "read"), async () => {
      const listed = await this.#listing.find(at);
      if (listed === "absent") return { state: "absent" };
      if (listed !== undefined && listed !== "forbidden") return listed;
      // What no list holds may have lost its label: only a question by name proves that it is not there.
      const object = await this.#client.get<KubernetesObject>(reference(at), "whole");
      const reading = object === undefined ? ({ state: "absent" } as const) : readingOf(object, at);
      this.#listing.learn(at, reading);
      return reading;
    });
  }

  async list(at: Location): Promise<RecordList | undefined> {
    const doing = { what: "the records of the cluster", done: "read" } as const;
    const listed = await ask(doing, () => this.#listing.listed(at));
    return listed === "forbidden" ? undefined : listed;
  }

  async write(at: Location, text: string, expected: Version | "absent", owner: string): Promise<Version> {
    const doing = doingTo(at, "written");
    const manifest = recordManifest(at, text, owner);
    const writing = { fieldManager: fieldManagerOf(owner) };
    this.#listing.learn(at, undefined);
    const metadata = await ask(doing, async () => {
      if (expected === "absent") return await this.#client.create(reference(at), manifest, writing);
      const version = partsOf(expected);
      if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
      const body = { ...manifest, metadata: { ...manifest.metadata, ...version } };
      return await this.#client.update(reference(at), body, writing);
    });
    const version = versionOf(metadata);
    this.#listing.learn(at, { state: "read", text, version });
    return version;
  }

  async remove(at: Location, expected: Version): Promise<void> {
    const doing = doingTo(at, "deleted");
    this.#listing.learn(at, undefined);
    const version = partsOf(expected);
    if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
    await ask(doing, () => this.#client.delete(reference(at), version));
  }

  forget(): void {
    this.#listing.forget();
  }

  async #list(namespace: string | undefined): Promise<Entries<RecordReading>> {
    const selection = { labelSelector, ...(namespace === undefined ? {} : { namespace }) };
    const { items } = await this.#client.list<KubernetesObject>(configMaps, selection);
    const entries = new Map<string, RecordReading>();
    for (const item of items) {
      const secretName = secretNameOf(item);
      if (secretName === undefined) continue;
      const at = { namespace: item.metadata.namespace ?? "", secretName };
      entries.set(keyOf(at), readingOf(item, at));
    }
    return entries;
  }

  async #names(namespace: string): Promise<ReadonlySet<string>> {
    const { items } = await this.#client.list(configMaps, { namespace, metadataOnly: true });
    return new Set(items.flatMap((item) => secretNameOf(item) ?? []));
  }
}

function secretNameOf({ metadata: { name } }: KubernetesObject): string | undefined {
  return name.endsWith(ending) ? name.slice(0, -ending.length) : undefined;
}

function reference(at: Location) {
  return { resource: configMaps, namespace: at.namespace, name: recordName(at) };
}

function doingTo(at: Location, done: Doing["done"]): Doing {
  return { what: `the record of the Secret ${at.namespace}/${at.secretName}`, done };
}

/** The items of a list do not say what kind they are. */
function readingOf(object: KubernetesObject, at: Location): RecordReading {
  const text = recordTextIn({ ...object, apiVersion: "v1", kind: "ConfigMap" }, at);
  const version = versionOf(object.metadata);
  if (typeof text !== "string") return { state: "unreadable", why: text.unreadable, version };
  const { [managedByLabel]: manager, [ownerLabel]: owner } = object.metadata.labels ?? {};
  const isListed = manager === managedBy && owner !== undefined;
  return { state: "read", text, version, ...(isListed ? {} : { labelMissing: true }) };
}
