import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../toolchain/cache-folder.js";

/** What a test must know of the sandbox that is up. */
export interface SandboxFacts {
  /** An administrator's. */
  readonly kubeconfig: string;
  readonly context: string;
  /** One JSON event a line, at level Metadata: Secrets, ConfigMaps and cert-manager's objects. */
  readonly auditLog: string;
  /** The ACME directory's URL. */
  readonly directory: string;
  /** Pebble's management URL, trusted like the directory. */
  readonly management: string;
  /** PEM: signed the ACME server's own TLS certificate. */
  readonly caFile: string;
  /** PEM: the root that the ACME server issues under; another one each time it starts. */
  readonly rootFile: string;
  /** Every name below it leads to the ingress. */
  readonly zone: string;
  /** `host:port`; primary for the zone, and takes updates with the key. */
  readonly nameserver: string;
  readonly tsig: { readonly name: string; readonly algorithm: string; readonly secret: string };
  /** Where the ingress listens, on ports 80 and 443. */
  readonly ingress: string;
  /** The folder of cert-manager's chart. */
  readonly chart: string;
  /** That of v1.9.1; there after `sandbox old-cert-manager`. */
  readonly oldChart: string;
  /** Values under which cert-manager works with this sandbox, and quickly. */
  readonly chartValues: Readonly<Record<string, unknown>>;
}

/** The facts of the sandbox; undefined when it is not up. */
export function sandboxFacts(): SandboxFacts | undefined {
  const file = join(process.env.SANDBOX_RUN || cacheFolder("sandbox", "run"), "sandbox.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as SandboxFacts) : undefined;
}
