import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type CertificateRequestObject, certificateRequests } from "../../provider/cert-manager/objects.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { kubectl } from "./kubectl.js";
import { needSandbox } from "./node.js";

interface Request extends CertificateRequestObject {
  readonly spec: { readonly issuerRef: { readonly group?: string }; readonly request: string };
}

const group = "played.example.com";

/** Its answers in turn: an error in its own words, or a certificate for undefined. */
export type Answer = string | undefined;

/**
 * An issuer of another group than cert-manager's, as external issuers are. The test plays its controller and the
 * approver, so that it fails as it is told, in the words of cert-manager's own.
 */
export class PlayedIssuer {
  readonly ref = { name: "played", kind: "PlayedIssuer", group };
  readonly #cluster = new KubernetesClient({ kubeconfig: needSandbox().kubeconfig });
  readonly #folder = mkdtempSync(join(tmpdir(), "kubecerts-played-"));
  readonly #answered = new Set<string>();
  #rest: Answer[] = [];
  #playing = true;
  #end: Promise<void> | undefined;

  constructor() {
    kubectl("apply --filename -", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `playedissuers.${group}` },
      spec: {
        group,
        names: { kind: "PlayedIssuer", plural: "playedissuers", singular: "playedissuer" },
        scope: "Namespaced",
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    });
    this.#openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=Played -keyout ca.key -out ca.crt",
    );
  }

  begin(): void {
    this.#end = this.#play();
  }

  /** What the next requests are answered; the last answer is that to all after them. */
  willSay(...answers: readonly [Answer, ...Answer[]]): void {
    this.#rest = [...answers];
    this.#answered.clear();
  }

  /** How many requests were answered since then. */
  get answers(): number {
    return this.#answered.size;
  }

  async end(): Promise<void> {
    this.#playing = false;
    await this.#end;
    kubectl(`delete crd playedissuers.${group} --ignore-not-found`);
    rmSync(this.#folder, { recursive: true });
  }

  async #play(): Promise<void> {
    for (; this.#playing; await sleep(300)) {
      const { items } = await this.#cluster.list<Request>(certificateRequests, { namespace: "default" });
      for (const { metadata, spec, status } of items) {
        const isAnswered = status?.conditions?.some(({ type }) => type === "Ready") ?? false;
        if (spec.issuerRef.group !== group || isAnswered) continue;
        this.#answered.add(metadata.uid);
        const answer = this.#rest.length > 1 ? this.#rest.shift() : this.#rest[0];
        this.#answer(metadata.name, spec.request, answer);
      }
    }
  }

  #answer(name: string, request: string, error: Answer): void {
    const now = new Date().toISOString().replace(/\.\d+Z/, "Z");
    const saying = (type: string, status: string, reason: string, message: string) => ({
      ...{ type, status, reason, message },
      lastTransitionTime: now,
    });
    const approved = saying("Approved", "True", "Played", "by the test");
    const status =
      error === undefined
        ? {
            conditions: [approved, saying("Ready", "True", "Issued", "by the test")],
            certificate: this.#sign(request).toString("base64"),
          }
        : { conditions: [approved, saying("Ready", "False", "Failed", error)], failureTime: now };
    const file = join(this.#folder, "status.json");
    writeFileSync(file, JSON.stringify({ status }));
    kubectl(
      `patch certificaterequest ${name} --namespace default --subresource status --type merge --patch-file ${file}`,
    );
  }

  #sign(request: string): Buffer {
    writeFileSync(join(this.#folder, "request.pem"), Buffer.from(request, "base64"));
    return this.#openssl(
      "x509 -req -in request.pem -copy_extensions copyall -CA ca.crt -CAkey ca.key -days 90",
    );
  }

  #openssl(args: string): Buffer {
    return execFileSync("openssl", args.split(" "), {
      cwd: this.#folder,
      stdio: ["ignore", "pipe", "ignore"],
    });
  }
}
