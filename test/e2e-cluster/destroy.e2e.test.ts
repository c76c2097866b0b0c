import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { kubectl, removeSomebodys, somebodysCertificate } from "./kubectl.js";
import { clusterProject, withCertManager } from "./node.js";

/** A Certificate whose Challenge is presented and never passes: its name leads nowhere. */
const stuck = withCertManager(`
const shop = new k8s.core.v1.Namespace("shop", { metadata: { name: "stuck-shop" } });
new kubecerts.Certificate("web", {
  namespace: shop.metadata.name, secretName: "web", dnsNames: ["nowhere.invalid"], issuerRef: pebble.ref, timeout: "5s",
});`);

const destroy = ["destroy", "--yes", "--skip-preview"];
const byConsent = { KUBECERTS_REMOVE_FINALIZERS: "true" };
const waitsInVain =
  /Certificate stuck-shop\/web was not deleted: Challenge stuck-shop\/web-\S+ of nowhere\.invalid is being deleted since \S+ and waits for its finalizer acme\.cert-manager\.io\/finalizer: no Pod of cert-manager's controller runs\. Its Secret stands\. Let the controller run and run pulumi destroy again, or set KUBECERTS_REMOVE_FINALIZERS=true/;
const isGivenUp =
  /Challenge stuck-shop\/web-\S+ of nowhere\.invalid was given up: its solver's Pod, Service and Ingress may stay behind/;

const ofTheRelease = "--selector app.kubernetes.io/instance=cert-manager";

/** What `helm uninstall` takes away. */
function uninstallByHand(): void {
  for (const kinds of [
    "validatingwebhookconfigurations,mutatingwebhookconfigurations",
    "clusterroles,clusterrolebindings",
  ])
    kubectl(`delete ${kinds} ${ofTheRelease}`);
  for (const kinds of ["deployments,services,serviceaccounts", "roles,rolebindings"])
    kubectl(`delete ${kinds} ${ofTheRelease} --namespace cert-manager`);
  kubectl("delete secrets --selector owner=helm --namespace cert-manager");
}

/** What cert-manager is made of, by what is left of it: names of the objects that carry its label, and namespaces. */
function left(): { readonly objects: readonly string[]; readonly namespaces: string } {
  const kinds = [
    ...["customresourcedefinitions", "clusterroles", "clusterrolebindings"],
    ...["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
  ];
  const found = kubectl(
    `get ${kinds.join(",")} ${ofTheRelease} --output custom-columns=KIND:.kind --no-headers`,
  );
  return {
    objects: found.trim().split("\n"),
    namespaces: kubectl("get namespaces stuck-shop cert-manager --ignore-not-found --output name"),
  };
}
const nothingButCrds = { objects: Array(6).fill("CustomResourceDefinition"), namespaces: "" };

describe("a Challenge that is pending when everything is destroyed", () => {
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("destroy");
    project.program(stuck);
  });

  afterAll(async () => {
    removeSomebodys("somebodys");
    await project?.attempt(destroy, byConsent);
  });

  /** Until it is presented: from then on it has its finalizer. The Certificate is never issued, and stands in the state. */
  async function presented(): Promise<void> {
    const { text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(text).toContain("Certificate stuck-shop/web was not issued within 5 s");
    for (let tries = 0; tries < 120; tries++) {
      const found = kubectl(
        "get challenges --namespace stuck-shop --output jsonpath={.items[*].status.presented}",
      );
      if (found === "true") return;
      await sleep(500);
    }
    throw new Error("the Challenge was not presented within a minute");
  }

  it("is waited for before its issuer goes, so that nothing hangs, also where others have Certificates", async () => {
    await presented();
    kubectl("apply --filename -", somebodysCertificate("somebodys"));
    kubectl("wait certificate somebodys --for condition=Ready --timeout 30s");
    const { text } = await project.pulumi(...destroy);
    expect(text).toContain("Certificate default/somebodys, Issuer default/somebodys stay");
    expect(left()).toEqual(nothingButCrds);
    expect(kubectl("get certificates,challenges --all-namespaces --output name").trim()).toBe(
      "certificate.cert-manager.io/somebodys",
    );
  });

  it("is named when the controller is scaled to zero, and everything that it needs stands", async () => {
    await presented();
    kubectl("scale deployment cert-manager --namespace cert-manager --replicas 0");
    const { status, text } = await project.attempt(destroy);
    expect(status).not.toBe(0);
    expect(text).toMatch(waitsInVain);
    expect(kubectl("get clusterissuer pebble --output name").trim()).toBe(
      "clusterissuer.cert-manager.io/pebble",
    );
  });

  it("is given up by consent alone, and the warning names what stays behind", async () => {
    const { status, text } = await project.attempt(destroy, byConsent);
    expect(text).toMatch(isGivenUp);
    expect([status, left()]).toEqual([0, nothingButCrds]);
  });
});

describe("a release that somebody uninstalled before", () => {
  let project: Project;

  beforeAll(async () => {
    project = await clusterProject("uninstalled");
    project.program(withCertManager(""));
    await project.up();
  });

  afterAll(() => project?.destroy());

  it("is what Helm stumbles over in a destroy, whose warning says how to go on", async () => {
    uninstallByHand();
    const { status, text } = await project.attempt(destroy);
    expect(status).not.toBe(0);
    expect(text).toContain("release: not found");
    expect(text).toContain(
      'Helm has no release cert-manager in namespace cert-manager any more: where the destroy ends with "release: not found", run pulumi destroy --refresh',
    );
    await project.pulumi(...destroy, "--refresh");
    expect(left()).toEqual(nothingButCrds);
  });
});
