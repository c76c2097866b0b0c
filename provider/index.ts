import { randomUUID } from "node:crypto";
import { CertificateProvider } from "./certificate-provider.js";
import { isTimeSet, now } from "./clock.js";
import { engineLog } from "./engine-log.js";
import type { Ports } from "./ports.js";
import type { StoreSpec } from "./spec/certificate-spec.js";
import { directoryStore } from "./store/directory.js";
import type { Store } from "./store/port.js";

const stores = new Map<string, Store>();

/** One store a place for the life of the process, which is one preview or one update. */
function store(spec: StoreSpec): Store {
  const key = JSON.stringify(spec);
  const known = stores.get(key);
  if (known !== undefined) return known;
  const made =
    spec.kind === "directory"
      ? directoryStore(spec)
      : require("./store/kubernetes.js").kubernetesStore(spec.cluster);
  stores.set(key, made);
  return made;
}

const live: Ports = { now, isTimeSet, store, log: engineLog, uid: randomUUID };

export function createProvider(ports: Partial<Ports> = {}): CertificateProvider {
  return new CertificateProvider({ ...live, ...ports });
}

/** What the stub in every state asks for. Its shape is fixed for ever: old states call it with new code. */
export const provider = createProvider();
