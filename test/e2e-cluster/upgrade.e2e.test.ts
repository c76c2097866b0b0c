import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { kubectl, removeCrds, removeSomebodys, somebodysCertificate } from "./kubectl.js";
import { clusterProject, needSandbox } from "./node.js";
import { needOldCertManager, oldCertManagerPatience } from "./old-cert-manager.js";

const { chart, oldChart, chartValues } = needSandbox();
const { global } = chartValues;

/** A release that knows no `crds`: it is installed with `installCRDs`, and in a namespace that is made for it. */
const old = program({ chart: oldChart, values: { global } });
const newest = program({ chart, values: chartValues });

function program(args: object): string {
  return `
const certManager = new kubecerts.CertManager("cert-manager", ${JSON.stringify({ timeout: "3m", ...args })});
const issuer = new kubecerts.ClusterIssuer("self-signed", { selfSigned: {} }, { dependsOn: certManager });
new kubecerts.Certificate("web", { secretName: "web-tls", dnsNames: ["web.example.test"], issuerRef: issuer.ref });
exports.version = certManager.version;`;
}

/** What is served to clients of either Certificate. */
const issued = () =>
  ["somebodys", "web-tls"].map((name) => kubectl(`get secret ${name} --output jsonpath={.data.tls\\.crt}`));
const certificates = () =>
  kubectl("get certificates --namespace default --output jsonpath={.items[*].metadata.name}").split(" ");
const controllerImage = () =>
  kubectl(
    "get deployment cert-manager --namespace cert-manager --output jsonpath={.spec.template.spec.containers[0].image}",
  );

/** One life from v1.9.1 on, each step from where the one before left off. */
describe("cert-manager v1.9.1 with its CRDs in the release", () => {
  let project: Project;
  let before: readonly string[];

  beforeAll(async () => {
    await needOldCertManager();
    removeCrds();
    project = await clusterProject("upgrade");
  }, oldCertManagerPatience);

  afterAll(async () => {
    removeSomebodys("somebodys");
    await project?.destroy();
  });

  it("is installed, and issues in the same up", async () => {
    project.program(old);
    await project.up();
    expect(controllerImage()).toBe("quay.io/jetstack/cert-manager-controller:v1.9.1");
    kubectl("apply --filename -", somebodysCertificate("somebodys"));
    kubectl("wait certificate somebodys --for condition=Ready --timeout 30s");
    expect(certificates()).toEqual(["somebodys", "web-tls"]);
  });

  it("is not destroyed while that would delete what others have, and names it", async () => {
    const { status, text } = await project.attempt(["destroy", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      "Cert-manager v1.9.1 in namespace cert-manager was not deleted: Helm would delete 6 CRDs with it, and so what is not of this stack: Certificate default/somebodys, Issuer default/somebodys. Everything of it stands as it was.",
    );
    expect(certificates()).toEqual(["somebodys"]);
    await project.up();
    before = issued();
  });

  it("is upgraded to the newest in one step, which is warned of, passes the gate again and loses no Certificate", async () => {
    project.program(newest);
    const { text } = await project.preview();
    expect(text).toContain(
      "v1.9.1 to v1.21.2 skips v1.10 to v1.20: cert-manager advises one minor release at a time",
    );
    expect(text).toMatch(/kubecerts:Gate cert-manager update \[diff: /);
    await project.up();
    expect(controllerImage()).toBe("quay.io/jetstack/cert-manager-controller:v1.21.2");
    expect([certificates(), issued()]).toEqual([["somebodys", "web-tls"], before]);
    await project.up("--expect-no-changes");
  });

  it("renews by the newest what the old one issued", async () => {
    project.program(newest.replace("issuerRef:", 'renewal: { trigger: "after the upgrade" }, issuerRef:'));
    await project.up();
    const [theirs, ours] = issued();
    expect([theirs === before[0], ours === before[1]]).toEqual([true, false]);
  });

  it("is not downgraded, which the preview says", async () => {
    project.program(old);
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain("is older than v1.21.2, which runs");
    expect(text).toContain("set allowDowngrade to do it nevertheless");
  });

  it("leaves the CRDs from then on, with what others have, and says that nobody renews it", async () => {
    project.program(newest);
    const { text } = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(text).toContain(
      "Certificate default/somebodys, Issuer default/somebodys stay, and nobody renews what is issued for them",
    );
    expect(certificates()).toEqual(["somebodys"]);
  });
});
