import type { KubernetesClient } from "../kubernetes/client.js";
import { type KubernetesObject, secrets } from "../kubernetes/objects.js";
import { ask, changedMeanwhile, type Doing } from "./cluster-failure.js";
import { orderName, tlsSecretIn } from "./manifests.js";
import { partsOf, versionOf } from "./object-version.js";
import type { Location, OrderReading, Version } from "./port.js";
import { applySecret } from "./secret-apply.js";

/** So that nobody takes it for a certificate's. */
const type = "kubecerts.io/order";

/** Orders in progress in a cluster: each a Secret beside the certificate's. */
export class ClusterOrders {
  readonly #client: KubernetesClient;

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  async read(at: Location): Promise<OrderReading> {
    return await ask(doingTo(at, "read"), async () => {
      const object = await this.#client.get<KubernetesObject>(reference(at), "whole");
      if (object === undefined) return { state: "absent" };
      const secret = tlsSecretIn(object, placeOf(at));
      const text = "unreadable" in secret ? "" : (secret.data.order?.toString("utf8") ?? "");
      return { state: "read", text, version: versionOf(object.metadata) };
    });
  }

  async write(at: Location, text: string, expected: Version | "absent", owner: string): Promise<Version> {
    const secret = { type, data: { order: Buffer.from(text) }, annotations: {}, labels: {} };
    return await applySecret(this.#client, placeOf(at), secret, expected, { owner, manner: "over" });
  }

  async remove(at: Location, expected: Version): Promise<void> {
    const doing = doingTo(at, "deleted");
    const version = partsOf(expected);
    if (version === undefined) throw changedMeanwhile(doing, "it is not what was last looked at");
    await ask(doing, () => this.#client.delete(reference(at), version));
  }
}

function placeOf(at: Location): Location {
  return { namespace: at.namespace, secretName: orderName(at) };
}

function reference(at: Location) {
  return { resource: secrets, namespace: at.namespace, name: orderName(at) };
}

function doingTo(at: Location, done: Doing["done"]): Doing {
  return { what: `the order in progress for the Secret ${at.namespace}/${at.secretName}`, done };
}
