import type { Project } from "../e2e/project.js";
import { issuancesByCertManager } from "./acme-by-cert-manager.js";
import { type AcmeMeasurement, acmeIssuances } from "./acme-rows.js";
import type { Ground, Where } from "./ground.js";
import { measured } from "./processes.js";
import { certificates, controlled, folder, noOps, waitedFor } from "./programs.js";
import { compared, type Measurement, rounded, turns, withEach } from "./row.js";

type Alone = Pick<Measurement, "seconds" | "cpuSeconds" | "rssMiB" | "requests">;
type Measure = (ground: Ground) => Promise<Measurement | AcmeMeasurement | Alone>;

/** What is measured, in this order, by name. */
export const rows: Readonly<Record<string, Measure>> = {
  "preview-0": preview(0, "folder"),
  "preview-100": preview(100, "folder"),
  "preview-1000": preview(1000, "folder"),
  "preview-5000": preview(5000, "folder"),
  "up-200-ca": (ground) => upByCa(ground, 200, "folder"),
  "acme-dns01-1": () => acmeIssuances(1, "dns01"),
  "acme-dns01-20": () => acmeIssuances(20, "dns01"),
  "acme-http01-1": () => acmeIssuances(1, "http01"),
  "acme-dns01-1-slow": () => acmeIssuances(1, "dns01", "slow"),
  "acme-dns01-20-slow": () => acmeIssuances(20, "dns01", "slow"),
  "acme-http01-1-slow": () => acmeIssuances(1, "http01", "slow"),
  "up-200-ca-cluster": (ground) => upByCa(ground, 200, "cluster"),
  "acme-dns01-1-cert-manager": (ground) => issuancesByCertManager(ground, 1, "dns01"),
  "acme-dns01-20-cert-manager": (ground) => issuancesByCertManager(ground, 20, "dns01"),
  "acme-http01-1-cert-manager": (ground) => issuancesByCertManager(ground, 1, "http01"),
  "up-200-cert-manager": (ground) => upByCertManager(ground, 200),
  "up-1000-cert-manager": (ground) => upToItsEnd(ground, 1000),
  "preview-200-cert-manager": (ground) => previewByCertManager(ground, 200),
  "preview-100-cluster": preview(100, "cluster"),
  "preview-1000-cluster": preview(1000, "cluster"),
  "preview-5000-cluster": preview(5000, "cluster"),
  // Last: the Secrets of others are there from here on.
  "preview-1000-cluster-distant": (ground) => distantPreview(ground, 1000),
};

/** Previews in which nothing is due, against resources that do nothing and carry the same bytes. */
function preview(count: number, where: Where): Measure {
  return async (ground) => {
    const { ours, baseline } = await ground.pair(count, where);
    const measurement = await compared({
      ours: async () => () => ours.preview(),
      baseline: async () => () => baseline.preview(),
    });
    return {
      ...withEach(measurement, count),
      ...(where === "folder" ? {} : { requests: await requestsOf(ground, () => ours.preview()) }),
      ...(count === 0 ? {} : { stateBytes: await stateBytes(ours) }),
    };
  };
}

/** The same from far away, in a cluster full of the Secrets of others. */
async function distantPreview(ground: Ground, count: number): Promise<Measurement> {
  const { ours, baseline } = await ground.pair(count, "cluster");
  await ground.cluster.makeForeignSecrets();
  const far = { KUBECONFIG: await ground.cluster.kubeconfig("far") };
  const look = async () => {
    const { status, text } = await ours.attempt(["preview"], far);
    if (status !== 0) throw new Error(text);
  };
  const measurement = await compared({
    ours: async () => look,
    baseline: async () => () => baseline.preview(),
  });
  return { ...withEach(measurement, count), requests: await requestsOf(ground, look) };
}

/** Creates with the provider's own CA, against resources that do nothing and carry the same bytes. */
async function upByCa(ground: Ground, count: number, where: Where): Promise<Measurement> {
  const { ours: like } = await ground.pair(100, where);
  const ours = async () => {
    const project = await ground.oursIn(where);
    project.program(certificates(count, where === "folder" ? folder : ground.keepingInCluster()));
    return () => project.up();
  };
  const baseline = async () => {
    const project = await ground.project();
    await noOps(project, count, folder, like);
    return () => project.up();
  };
  const measurement = withEach(await compared({ ours, baseline }), count);
  if (where === "folder") return measurement;
  return { ...measurement, requests: await requestsOf(ground, await ours(), count) };
}

/** Through cert-manager, against plain custom resources for which the kubernetes provider waits, and verifies nothing. */
async function upByCertManager(ground: Ground, count: number): Promise<Measurement> {
  await ground.needCertManager();
  const fresh = (program: typeof controlled) => async () => {
    const project = await ground.oursIn("cluster");
    project.program(program(count, ground.keepingInCluster().namespace));
    return () => project.up();
  };
  const began = Date.now();
  const measurement = await compared({ ours: fresh(controlled), baseline: fresh(waitedFor) });
  return {
    ...withEach(measurement, count),
    requests: rounded(ground.cluster.requestsSince(began) / (turns * count)),
  };
}

/** Once and alone, to see that so many end: plain custom resources wait out their ten minutes where cert-manager failed one. */
async function upToItsEnd(ground: Ground, count: number): Promise<Alone> {
  await ground.needCertManager();
  const project = await ground.oursIn("cluster");
  project.program(controlled(count, ground.keepingInCluster().namespace));
  const began = Date.now();
  const { seconds, cpuSeconds, rssMiB } = await measured(() => project.up());
  const requests = rounded(ground.cluster.requestsSince(began) / count);
  return { seconds: rounded(seconds), cpuSeconds: rounded(cpuSeconds), rssMiB: Math.round(rssMiB), requests };
}

/** Previews of what cert-manager issued, against the same plain custom resources. */
async function previewByCertManager(ground: Ground, count: number): Promise<Measurement> {
  await ground.needCertManager();
  const [ours, baseline] = [await ground.oursIn("cluster"), await ground.oursIn("cluster")];
  ours.program(controlled(count, ground.keepingInCluster().namespace));
  baseline.program(waitedFor(count, ground.keepingInCluster().namespace));
  await ours.up();
  await baseline.up();
  const look = () => ours.preview();
  const measurement = await compared({
    ours: async () => look,
    baseline: async () => () => baseline.preview(),
  });
  return {
    ...withEach(measurement, count),
    requests: await requestsOf(ground, look),
    stateBytes: await stateBytes(ours),
  };
}

/** How many requests the provider sends, of `count` certificates for each. */
async function requestsOf(ground: Ground, work: () => Promise<unknown>, count = 1): Promise<number> {
  const began = Date.now();
  await work();
  return rounded(ground.cluster.requestsSince(began) / count);
}

/** What one certificate takes in the state, without its PEM. */
async function stateBytes(project: Project): Promise<number> {
  const certificate = (await project.state()).c0;
  const { certificatePem, caPem } = (certificate?.outputs ?? {}) as Record<string, string>;
  return (
    JSON.stringify(certificate).length -
    JSON.stringify(certificatePem).length -
    JSON.stringify(caPem ?? "").length
  );
}
