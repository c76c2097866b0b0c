import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller } from "../../provider/cert-manager/controller.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { configMaps, secrets } from "../../provider/kubernetes/objects.js";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import { issued } from "../support/certificates.js";
import { Stack } from "../support/stack.js";
import { administrator, client, makeNamespaces, removeMade, userWho } from "./cluster.js";
import { type FoundSecret, putSecret } from "./put-secret.js";
import { now, type SecretObject, tamperingContract, web } from "./tamperings.js";

/** A namespace of its own on the real API server, and a hand in it that is called kubectl-edit. */
async function ground(kubeconfig = administrator) {
  const [namespace] = await makeNamespaces();
  const of = { resource: secrets, namespace, name: "web-tls" };
  const read = async () => (await client.get<FoundSecret>(of, "whole")) as FoundSecret;
  const put = (secret: SecretObject | undefined) => putSecret(client, of, secret, "kubectl-edit");
  const keeper = await client.create(
    { resource: configMaps, namespace },
    { metadata: { name: "keeper" } },
    { fieldManager: "test" },
  );
  const elsewhere = (access: { readonly kubeconfig: string }) => ({
    store: kubernetesStore(access),
    place: { namespace, cluster: access },
    controller: () => new Controller(access),
  });
  return {
    stack: new Stack(now, undefined, elsewhere(kubeconfig)),
    as: (access: { readonly kubeconfig: string }) => elsewhere(access),
    of,
    namespace,
    read,
    put,
    ownerReference: { apiVersion: "v1", kind: "ConfigMap", name: "keeper", uid: keeper.uid },
    isStrict: true,
    hand: "kubectl-edit",
    close: removeMade,
  };
}

tamperingContract("what a hand did to a Secret of a cluster", ground);

describe("a Secret of a cluster", () => {
  let place: Awaited<ReturnType<typeof ground>>;
  beforeEach(async () => {
    place = await ground();
  });
  afterEach(() => place.close());

  it("keeps an entry that somebody added, through repairs and renewals", async () => {
    const { stack, read, put } = place;
    await stack.up("web", web);
    const secret = await read();
    await put({ ...secret, data: { ...secret.data, "ca-bundle.crt": "YQ==" } });
    expect((await stack.preview("web", web)).changes).toBe(false);
    await stack.up("web", { ...web, renewal: { trigger: 1 } });
    expect((await read()).data["ca-bundle.crt"]).toBe("YQ==");
  });

  it("loses the labels and annotations that are taken out of the template, and no others", async () => {
    const { stack, read, put } = place;
    await stack.up("web", web);
    const secret = await read();
    const labels = { ...secret.metadata.labels, theirs: "too" };
    await put({ ...secret, metadata: { ...secret.metadata, labels } });
    await stack.up("web", { ...web, secretTemplate: {} });
    const { metadata } = await read();
    expect([metadata.labels, Object.keys(metadata.annotations ?? {})]).toEqual([
      {
        "app.kubernetes.io/managed-by": "pulumi-kubecerts",
        "kubecerts.io/owner": expect.any(String),
        theirs: "too",
      },
      ["kubecerts.io/record"],
    ]);
  });

  it("that is made anew has its key, where the run is killed before it is written", async () => {
    const { stack, read, put, of, as } = place;
    await stack.up("web", web);
    const before = await read();
    await put({ ...before, immutable: true });
    const dying = new KubernetesClient(administrator);
    dying.create = () => Promise.reject(new Error("killed"));
    const { store } = as(administrator);
    const recreating = { ...web, recreate: true };
    await expect(stack.through(kubernetesStore(administrator, dying)).up("web", recreating)).rejects.toThrow(
      "killed",
    );
    expect(await client.get(of, "metadata")).toBeUndefined();
    expect((await stack.through(store).preview("web", recreating)).said).toEqual([
      "repair - the Secret was deleted to be written anew, and the run ended before it was; its key is kept; revision 1 is written again",
    ]);
    await stack.up("web", recreating);
    expect((await read()).data).toEqual(before.data);
    expect(await client.get({ ...of, name: "web-tls.kubecerts-order" }, "metadata")).toBeUndefined();
    expect(await stack.up("web", recreating)).toBe("keep");
  });

  it("is what a preview without rights on Secrets says that it did not look at", async () => {
    const { stack, read, put, as, namespace } = place;
    await stack.up("web", web);
    await put({ ...(await read()), data: { ...(await read()).data, "tls.key": "YQ==" } });
    const records = { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] };
    const { store } = as(await userWho([records], namespace));
    expect((await stack.through(store).preview("web", { ...web, renewal: { trigger: 1 } })).said).toEqual([
      `renew - forced: renewal.trigger was none, is 1; revision 2 (the Secret was not inspected: the identity may not list the Secrets of ${namespace})`,
    ]);
  });
});

describe("a Secret that was there before", () => {
  let place: Awaited<ReturnType<typeof ground>>;
  const hand = issued();
  const adopting = { ...web, issuer: { selfSigned: {} }, adopt: hand.facts.fingerprint };
  const byHand = (namespace: string, more: object = {}) => ({
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name: "web-tls", namespace, ...more },
    data: {
      "tls.crt": Buffer.from(hand.certificatePem).toString("base64"),
      "tls.key": Buffer.from(hand.privateKeyPem).toString("base64"),
    },
  });
  beforeEach(async () => {
    place = await ground();
  });
  afterEach(() => place.close());

  it("is taken over from the hand that made it, which holds no field of it afterwards", async () => {
    const { stack, of, namespace, read } = place;
    await client.create(of, byHand(namespace), { fieldManager: "kubectl-create" });
    await stack.up("web", adopting);
    const { data, metadata } = await read();
    expect(data).toMatchObject(byHand(namespace).data);
    expect(metadata.managedFields?.map(({ manager }) => manager)).toEqual([
      expect.stringMatching(/^pulumi-kubecerts-[0-9a-f]{16}$/),
    ]);
    expect(await stack.up("web", adopting)).toBe("keep");
    expect(await stack.up("web", { ...adopting, renewal: { trigger: 1 } })).toMatch(/^renew - forced/);
    expect(await stack.destroy("web")).toEqual([
      `certificate ${namespace}/web-tls was left where it is, for it was adopted, and onDelete is not delete`,
    ]);
    expect((await read()).type).toBe("kubernetes.io/tls");
  });

  it("is refused in the preview while another tool applies it, or something owns it", async () => {
    const { stack, of, namespace, ownerReference } = place;
    const owned = byHand(namespace, { ownerReferences: [ownerReference] });
    await client.apply(of, owned, { fieldManager: "argocd-controller" });
    expect((await stack.preview("web", adopting)).failures).toEqual([
      {
        property: "adopt",
        reason:
          "the Secret belongs to somebody else: it holds no record of kubecerts, and it would be deleted with its owner, ConfigMap keeper: take out its metadata.ownerReferences first; argocd-controller manages tls.crt, tls.key, type of it, and would write it again: have it let go of the Secret first.",
      },
    ]);
  });
});
