import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { definitionsDeletedWith } from "../../provider/destroy/helm-manifest.js";
import { seeLeaving } from "../../provider/destroy/leaving-challenges.js";
import { beforeUninstall } from "../../provider/destroy/uninstall.js";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import type { KubernetesObject, ObjectReference, Resource } from "../../provider/kubernetes/objects.js";

const release = { name: "cert-manager", namespace: "cert-manager" };
const installation = { release, namespaceUid: "uid-1", version: "v1.9.1", timeout: 300_000 };

const crd = (name: string, annotations: string) => `---
# Source: cert-manager/templates/crds.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
${annotations}  name: ${name}
  labels:
    app: 'cert-manager'
spec:
  group: cert-manager.io
  names:
    kind: Certificate
`;
const kept = "  annotations:\n    helm.sh/resource-policy: keep\n";
const controller = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cert-manager\n";

/** A revision as Helm keeps it, and as the API hands a Secret out. */
function revision(manifest: string): string {
  const compressed = gzipSync(JSON.stringify({ name: "cert-manager", manifest })).toString("base64");
  return Buffer.from(compressed).toString("base64");
}

const deleting = controller + crd("certificates.cert-manager.io", "") + crd("issuers.cert-manager.io", "");
const keeping = controller + crd("certificates.cert-manager.io", kept);

describe("the CRDs that Helm deletes with a release", () => {
  it("are those of its manifest that do not say keep", () => {
    expect(definitionsDeletedWith(revision(deleting))).toEqual([
      "certificates.cert-manager.io",
      "issuers.cert-manager.io",
    ]);
    expect(definitionsDeletedWith(revision(keeping))).toEqual([]);
    expect(definitionsDeletedWith(revision(controller))).toEqual([]);
  });
});

type Objects = Readonly<Record<string, readonly object[] | "forbidden" | "not served">>;

/** A cluster that holds these, of which the release Secret holds this manifest. */
function cluster(objects: Objects, manifest = keeping, uid = "uid-1"): KubernetesClient {
  const labels = { version: "1", status: "deployed" };
  return {
    get: async ({ resource, name }: ObjectReference) => {
      if (resource.plural === "namespaces") return { metadata: { name, uid } };
      if (resource.plural !== "customresourcedefinitions") return { data: { release: revision(manifest) } };
      const all = (objects[resource.plural] ?? []) as readonly KubernetesObject[];
      return all.find(({ metadata }) => metadata.name === name);
    },
    list: async ({ plural }: Resource) => {
      if (plural === "secrets" && objects.secrets === undefined)
        return { items: [{ metadata: { name: "v1", labels } }] };
      const items = objects[plural] ?? [];
      if (items === "forbidden") throw new ClusterError("forbidden", "no");
      if (items === "not served") throw new ClusterError("notFound", "no such kind");
      return { items };
    },
  } as never;
}

async function uninstalled(client: KubernetesClient, environment: NodeJS.ProcessEnv = {}) {
  const lines: string[] = [];
  const world = {
    now: () => 0,
    sleep: async () => {},
    report: async (_: string, line: string) => void lines.push(line),
  };
  const thrown = await beforeUninstall(client, installation, world, environment).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { lines, thrown };
}

const object = (name: string, namespace?: string, more: object = {}) => ({
  metadata: { name, uid: name, ...(namespace === undefined ? {} : { namespace }), ...more },
});

describe("before Helm uninstalls cert-manager", () => {
  it("says nothing where nothing is left", async () => {
    expect(await uninstalled(cluster({}, deleting))).toEqual({ lines: [], thrown: undefined });
    const gone = { certificates: "not served", issuers: "not served", challenges: "not served" } as const;
    expect(await uninstalled(cluster(gone, deleting))).toEqual({ lines: [], thrown: undefined });
  });

  it("refuses where it would delete what others have, and names it", async () => {
    const certificates = ["web", "api", "db", "mail"].map((name) => object(name, "shop"));
    const others = { certificates, clusterissuers: [object("acme")] };
    expect((await uninstalled(cluster(others, deleting))).thrown).toBe(
      "Cert-manager v1.9.1 in namespace cert-manager was not deleted: Helm would delete 2 CRDs with it, and so what is not of this stack: Certificate shop/web, Certificate shop/api, Certificate shop/db, Certificate shop/mail and 1 more. Everything of it stands as it was. Let Helm keep the CRDs (crds.keep, from v1.15 on) by pulumi up, or delete those objects, and run pulumi destroy again.",
    );
  });

  it("refuses by what the CRDs say of themselves where the identity may not see what Helm keeps", async () => {
    const definition = (name: string, release: string, more: object = {}) =>
      object(`${name}.cert-manager.io`, undefined, {
        annotations: {
          "meta.helm.sh/release-name": release,
          "meta.helm.sh/release-namespace": "cert-manager",
          ...more,
        },
      });
    const hidden: Objects = {
      secrets: "forbidden",
      certificates: [object("web", "shop")],
      customresourcedefinitions: [
        definition("certificates", "cert-manager"),
        definition("issuers", "cert-manager", { "helm.sh/resource-policy": "keep" }),
        definition("clusterissuers", "another"),
      ],
    };
    expect((await uninstalled(cluster(hidden))).thrown).toContain(
      "Helm would delete the CRD certificates.cert-manager.io with it, and so what is not of this stack: Certificate shop/web.",
    );
  });

  it("does not count what is being deleted already", async () => {
    const certificates = [object("web", "shop", { deletionTimestamp: "2026-11-24T21:00:00Z" })];
    expect((await uninstalled(cluster({ certificates }, deleting))).thrown).toBeUndefined();
  });

  it("warns of what stays with the CRDs", async () => {
    expect(await uninstalled(cluster({ certificates: [object("web", "shop")] }))).toEqual({
      lines: ["Certificate shop/web stay, and nobody renews what is issued for them"],
      thrown: undefined,
    });
  });

  it("warns of the way out where somebody uninstalled the release, which Helm would stumble over", async () => {
    const certificates = [object("web", "shop")];
    expect(await uninstalled(cluster({ certificates, secrets: [] }, deleting))).toEqual({
      lines: [
        'Helm has no release cert-manager in namespace cert-manager any more: where the destroy ends with "release: not found", run pulumi destroy --refresh',
        "Certificate shop/web stay, and nobody renews what is issued for them",
      ],
      thrown: undefined,
    });
  });

  it("leaves another cluster alone, in which a namespace of that name is another one", async () => {
    const others = { certificates: [object("web", "shop")] };
    expect((await uninstalled(cluster(others, deleting, "uid-2"))).thrown).toBeUndefined();
  });

  it("is an error while the cluster is out of reach, unless the run says that it is gone", async () => {
    const away = {
      get: async () => {
        throw new ClusterError("unreachable", "https://x is out of reach");
      },
    } as never;
    expect((await uninstalled(away)).thrown).toBe(
      "Cert-manager v1.9.1 in namespace cert-manager was not deleted: https://x is out of reach. Everything stands as it was. Run pulumi destroy again when the cluster answers, or with PULUMI_K8S_DELETE_UNREACHABLE=true when it is gone.",
    );
    expect((await uninstalled(away, { PULUMI_K8S_DELETE_UNREACHABLE: "true" })).thrown).toBeUndefined();
  });

  it("is an error where a look is forbidden, whatever the run says of clusters that are gone", async () => {
    const thrown =
      "Cert-manager v1.9.1 in namespace cert-manager was not deleted: no. Everything stands as it was. Mend that, and run pulumi destroy again.";
    for (const environment of [{}, { PULUMI_K8S_DELETE_UNREACHABLE: "true" }])
      expect((await uninstalled(cluster({ certificates: "forbidden" }), environment)).thrown).toBe(thrown);
  });
});

describe("a Challenge is on its way out", () => {
  const owned = (name: string, owner?: string, more: object = {}) =>
    object(name, "shop", { ...(owner === undefined ? {} : { ownerReferences: [{ uid: owner }] }), ...more });
  const spec = {
    dnsName: "shop.example.com",
    type: "HTTP-01",
    issuerRef: { name: "acme", kind: "ClusterIssuer" },
  };
  const whole: Objects = {
    certificates: [owned("web")],
    certificaterequests: [owned("request", "web")],
    orders: [owned("order", "request")],
    challenges: [{ ...owned("challenge", "order"), spec }],
  };
  const deletionTimestamp = "2026-11-24T21:00:00Z";
  const acme = { kind: "ClusterIssuer", name: "acme" };
  const rows: readonly [
    sentence: string,
    objects: Objects,
    issuer: typeof acme | undefined,
    leaving: boolean | undefined,
  ][] = [
    ["not while its Certificate stays", whole, acme, false],
    [
      "when it is being deleted",
      { ...whole, challenges: [{ ...owned("challenge", "order", { deletionTimestamp }), spec }] },
      acme,
      true,
    ],
    ["when its Certificate is gone, and the rest will follow", { ...whole, certificates: [] }, acme, true],
    ["when its Order is gone", { ...whole, orders: [] }, undefined, true],
    ["but not of another issuer", { ...whole, certificates: [] }, { kind: "Issuer", name: "acme" }, false],
    ["not by what may not be seen", { ...whole, certificates: "forbidden" }, acme, false],
    ["not by Orders that may not be seen", { ...whole, certificates: [], orders: "forbidden" }, acme, false],
    ["or is not known to, where Challenges may not be listed", { challenges: "forbidden" }, acme, undefined],
  ];
  it.each(rows)("%s", async (_sentence, objects, issuer, leaving) => {
    const seen = await seeLeaving(cluster(objects), issuer);
    const expected = leaving === undefined ? undefined : leaving ? ["challenge"] : [];
    expect(seen?.map(({ metadata }: KubernetesObject) => metadata.name)).toEqual(expected);
  });
});
