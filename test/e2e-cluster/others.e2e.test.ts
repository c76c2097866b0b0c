import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { kubectl, removeCrds, removeSomebodys, somebodysCertificate } from "./kubectl.js";
import { clusterProject, needSandbox } from "./node.js";

const { chart, chartValues } = needSandbox();

function program(args: object): string {
  return `new kubecerts.CertManager("cert-manager", ${JSON.stringify({ chart, values: chartValues, ...args })});`;
}

/** One life in a cluster in which somebody else uses cert-manager, too. */
describe("cert-manager, while others have Certificates", () => {
  let project: Project;

  beforeAll(async () => {
    removeCrds(); // what a CRD says itself, keep or not, would outlive the change of values
    project = await clusterProject("others");
    project.program(program({ crds: { keep: false } }));
    await project.up();
    kubectl("apply --filename -", somebodysCertificate("somebodys"));
    kubectl("wait certificate somebodys --for condition=Ready --timeout 60s");
  });

  afterAll(async () => {
    removeSomebodys("somebodys");
    await project?.destroy();
  });

  it("is not destroyed when that would delete them, and names them", async () => {
    const { status, text } = await project.attempt(["destroy", "--yes", "--skip-preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      "Cert-manager v1.21.2 in namespace cert-manager was not deleted: Helm would delete 6 CRDs with it, and so what is not of this stack: Certificate default/somebodys, Issuer default/somebodys. Everything of it stands as it was.",
    );
  });

  it("is not told by an upgrade to delete the CRDs either, which the preview says", async () => {
    project.program(program({ crds: { enabled: false } }));
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain("would delete the CRD certificates.cert-manager.io, which this release installed");
  });

  it("is destroyed when the CRDs are kept, and says that nobody renews what stays", async () => {
    project.program(program({}));
    await project.up();
    const { text } = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(text).toContain(
      "Certificate default/somebodys, Issuer default/somebodys stay, and nobody renews what is issued for them",
    );
    expect(kubectl("get certificates --namespace default --output name").trim()).toBe(
      "certificate.cert-manager.io/somebodys",
    );
  });

  it("names the release that the kept CRDs belong to, before another one stumbles over them", async () => {
    project.program(program({ releaseName: "cm" }));
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toContain(
      'belongs to Helm release cert-manager in namespace cert-manager, whose CRDs were kept, so Helm would refuse it. Give releaseName "cert-manager" and namespace "cert-manager"',
    );
  });

  it("takes its CRDs with it when nobody else has anything", async () => {
    removeSomebodys("somebodys");
    project.program(program({ crds: { keep: false } }));
    await project.up();
    await project.destroy();
    expect(kubectl("get crds --selector app.kubernetes.io/name=cert-manager --output name")).toBe("");
  });
});
