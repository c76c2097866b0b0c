import { X509Certificate } from "node:crypto";
import { cpSync } from "node:fs";
import { resolve } from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../provider/kubernetes/objects.js";
import type { Project } from "../e2e/project.js";
import { kubectl } from "./kubectl.js";
import { clusterProject } from "./node.js";
import { importNodeImage } from "./node-image.js";

const example = resolve(__dirname, "../../examples/roll-out");

interface Pod extends KubernetesObject {
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses: readonly { readonly restartCount: number }[];
  };
}

/** The newest Pod of a Deployment: one before it may still be on its way out, or have no address any more. */
function podOf(app: string): Pod {
  const sorted = "--sort-by=.metadata.creationTimestamp";
  const { items } = JSON.parse(kubectl(`get pods --selector app=${app} ${sorted} --output json`)) as {
    items: Pod[];
  };
  const pod = items.filter(({ status }) => status.podIP !== undefined).at(-1);
  if (pod === undefined) throw new Error(`there is no Pod of ${app}`);
  return pod;
}

/** The fingerprint of what a Pod serves in a whole handshake. */
function served({ status }: Pod): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect({ host: status.podIP, port: 8443, rejectUnauthorized: false }, () => {
      const leaf = new X509Certificate(socket.getPeerCertificate().raw);
      socket.end();
      done(leaf.fingerprint256.replaceAll(":", "").toLowerCase());
    });
    socket.on("error", fail);
  });
}

/** The example as it is, on a node whose kubelet mounts the Secret. */
describe("the example roll-out", () => {
  let project: Project;
  let removeImage: (() => void) | undefined;
  const fingerprint = async () => (await project.state()).web?.outputs.fingerprint as string;

  beforeAll(async () => {
    removeImage = importNodeImage("docker.io/library/node:22-alpine");
    project = await clusterProject("roll-out", { env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } });
    cpSync(example, project.folder, { recursive: true });
    await project.up();
  });

  afterAll(async () => {
    await project?.destroy();
    removeImage?.();
  });

  it("serves the certificate from both servers", async () => {
    const wanted = await fingerprint();
    expect([await served(podOf("restarts")), await served(podOf("reloads"))]).toEqual([wanted, wanted]);
    await project.up("--expect-no-changes");
  });

  it("serves the next one after a renewal: from a new Pod at once, and from the same Pod without a failed handshake", async () => {
    const before = {
      fingerprint: await fingerprint(),
      restarts: podOf("restarts"),
      reloads: podOf("reloads"),
    };
    await project.pulumi("config", "set", "trigger", "2");
    expect((await project.preview()).text).toMatch(/Deployment restarts update/);
    await project.up();
    const wanted = await fingerprint();
    expect(wanted).not.toBe(before.fingerprint);
    kubectl("rollout status deployment restarts --timeout 60s");
    const restarted = podOf("restarts");
    expect([await served(restarted), restarted.metadata.uid === before.restarts.metadata.uid]).toEqual([
      wanted,
      false,
    ]);

    // The kubelet looks at a volume about once a minute. Each handshake is whole, or this throws.
    const seen = new Set<string>();
    const until = Date.now() + 150_000;
    while (!seen.has(wanted) && Date.now() < until) {
      seen.add(await served(before.reloads));
      await new Promise((done) => setTimeout(done, 20));
    }
    expect([...seen]).toEqual([before.fingerprint, wanted]);
    const { metadata, status } = podOf("reloads");
    expect([metadata.uid, status.containerStatuses.map(({ restartCount }) => restartCount)]).toEqual([
      before.reloads.metadata.uid,
      [0],
    ]);
    await project.up("--expect-no-changes");
  });
});
