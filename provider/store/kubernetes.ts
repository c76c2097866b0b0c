import { KubernetesClient } from "../kubernetes/client.js";
import { ClusterError } from "../kubernetes/cluster-error.js";
import { type KubernetesObject, namespaces } from "../kubernetes/objects.js";
import type { ClusterSpec } from "../spec/certificate-spec.js";
import { ask } from "./cluster-failure.js";
import { ClusterOrders } from "./cluster-orders.js";
import { ClusterRecords } from "./cluster-records.js";
import { ClusterSecrets } from "./cluster-secrets.js";
import type {
  Location,
  Manner,
  MetadataReading,
  OrderReading,
  RecordList,
  RecordReading,
  SecretReading,
  Store,
  TlsSecret,
  Version,
} from "./port.js";

type Expected = Version | "absent";

/**
 * Secrets in a cluster, each with its record in a ConfigMap beside it. Nothing is read or asked before the first
 * call. One instance per cluster and process: what was listed is listed for all certificates.
 */
export function kubernetesStore(cluster: ClusterSpec, client = new KubernetesClient(cluster)): Store {
  return new KubernetesStore(client);
}

class KubernetesStore implements Store {
  readonly #client: KubernetesClient;
  readonly #records: ClusterRecords;
  readonly #secrets: ClusterSecrets;
  readonly #orders: ClusterOrders;
  #identity: Promise<string> | undefined;

  constructor(client: KubernetesClient) {
    this.#client = client;
    this.#records = new ClusterRecords(client);
    this.#secrets = new ClusterSecrets(client);
    this.#orders = new ClusterOrders(client);
  }

  get name(): string {
    try {
      return `cluster ${this.#client.access.server}`;
    } catch {
      return "cluster that no kubeconfig names"; // the first call says why
    }
  }

  async identity(): Promise<string> {
    this.#identity ??= this.#askIdentity();
    try {
      return await this.#identity;
    } catch (error) {
      this.#identity = undefined;
      throw error;
    }
  }

  /** What an API server refuses is not known before it is asked. */
  async refuse(): Promise<void> {}

  readRecord(at: Location): Promise<RecordReading> {
    // Whoever reads a record looks at its Secret next, and the way to the cluster may be long.
    this.#secrets.begin();
    return this.#records.read(at);
  }

  listRecords(at: Location): Promise<RecordList | undefined> {
    return this.#records.list(at);
  }

  readSecret(at: Location, known?: Version | "none"): Promise<SecretReading> {
    return this.#secrets.read(at, known);
  }

  readMetadata(at: Location, known?: Version | "none"): Promise<MetadataReading> {
    return this.#secrets.readMetadata(at, known);
  }

  writeSecret(
    at: Location,
    secret: TlsSecret,
    expected: Expected,
    owner: string,
    manner: Manner = "over",
  ): Promise<Version> {
    return this.#secrets.write(at, secret, expected, owner, manner);
  }

  writeRecord(at: Location, text: string, expected: Expected, owner: string): Promise<Version> {
    return this.#records.write(at, text, expected, owner);
  }

  async remove(at: Location, secret: Expected, record: Expected): Promise<void> {
    if (secret !== "absent") await this.#secrets.remove(at, secret);
    if (record !== "absent") await this.#records.remove(at, record);
  }

  readOrder(at: Location): Promise<OrderReading> {
    return this.#orders.read(at);
  }

  writeOrder(at: Location, text: string, expected: Expected, owner: string): Promise<Version> {
    return this.#orders.write(at, text, expected, owner);
  }

  removeOrder(at: Location, expected: Version): Promise<void> {
    return this.#orders.remove(at, expected);
  }

  forget(): void {
    this.#client.forgive();
    this.#records.forget();
    this.#secrets.forget();
  }

  async #askIdentity(): Promise<string> {
    const reference = { resource: namespaces, name: "kube-system" };
    return await ask({ what: "the identity of the cluster", done: "read" }, async () => {
      const server = `server:${this.#client.access.fingerprint}`;
      try {
        const namespace = await this.#client.get<KubernetesObject>(reference, "metadata");
        return namespace === undefined ? server : `uid:${namespace.metadata.uid}`;
      } catch (error) {
        if (error instanceof ClusterError && error.reason === "forbidden") return server;
        throw error;
      }
    });
  }
}
