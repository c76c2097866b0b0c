import { afterEach, describe, expect, it } from "vitest";
import { dueTime } from "../provider/decision/renewal-time.js";
import { createProvider } from "../provider/index.js";
import { outputsOf, rhythmOf } from "../provider/outputs.js";
import { formatRecord } from "../provider/record/record.js";
import type { CertificateSpec } from "../provider/spec/certificate-spec.js";
import { parseSpec } from "../provider/spec/parse-spec.js";
import { applied, besides, requested } from "../provider/spec/requested.js";
import { recordManifest } from "../provider/store/manifests.js";
import { ownerLabel } from "../provider/store/owner-marks.js";
import { readRequest } from "../provider/x509/read-request.js";
import { type ScriptedServer, scriptedServer, status } from "./kubernetes/api-server.js";
import { at, authority, issued } from "./support/certificates.js";

const now = at("2026-02-01T00:00:00Z");
const here = "uid:kube-system-here";
const root = authority();
const names = ["c0", "c1", "c2"];
const secretUid = (name: string) => `0000000${name.slice(1)}-0000-4000-8000-000000000000`;

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** How a certificate of these tests is issued: by cert-manager, or by a CA in a Secret that is none of ours. */
const issuers = {
  controller: { issuerRef: { name: "ca" } },
  ca: { issuer: { ca: { secretName: "company-ca" } } },
};

interface Place {
  readonly issuer: keyof typeof issuers;
  /** What the records say; the cluster that answers is always {@link here}. */
  readonly writtenIn?: string;
  readonly mayListSecrets?: boolean;
}

/** Previews three unchanged certificates, and answers what was asked and whether anything would change. */
async function preview({ issuer, writtenIn = here, mayListSecrets = true }: Place) {
  const certificates: ReturnType<typeof certificate>[] = [];
  server = await scriptedServer(({ url, method }) => {
    const { pathname } = new URL(url, "http://api");
    const list = (items: object[]) => ({ body: { metadata: { resourceVersion: "9" }, items } });
    switch (`${method} ${pathname}`) {
      case "GET /api/v1/namespaces/kube-system":
        return { body: { metadata: { name: "kube-system", uid: here.slice(4) } } };
      case "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
        return { body: { status: { allowed: mayListSecrets } } };
      case "GET /api/v1/configmaps":
        return list(certificates.map(({ record }) => record));
      case "GET /api/v1/secrets":
        return list(certificates.map(({ secret }) => secret));
      case "GET /apis/cert-manager.io/v1/certificates":
        return list(certificates.map(({ object }) => object));
      case "GET /api/v1/namespaces/shop/secrets/company-ca":
        return {
          body: {
            apiVersion: "v1",
            kind: "Secret",
            type: "kubernetes.io/tls",
            metadata: { name: "company-ca", namespace: "shop", uid: secretUid("c9"), resourceVersion: "5" },
            data: { "tls.crt": Buffer.from(root.certificatePem).toString("base64") },
          },
        };
      default:
        return status(404, "NotFound", { details: { name: pathname.split("/").at(-1) } });
    }
  });
  const cluster = { kubeconfig: server.kubeconfig };
  certificates.push(...names.map((name) => certificate(name, cluster, issuer, writtenIn)));
  const provider = createProvider({ now: () => now, log: async () => undefined });
  const changes: boolean[] = [];
  for (const { id, olds, outputs, news } of certificates) {
    const { inputs } = await provider.check(olds, news);
    changes.push((await provider.diff(id, outputs, inputs)).changes);
  }
  const asked = server.asked.map(({ method, url }) => `${method} ${new URL(url, "http://api").pathname}`);
  return { changes, asked: asked.sort() };
}

/** A certificate as the state and the cluster hold it. */
function certificate(name: string, cluster: object, issuer: keyof typeof issuers, writtenIn: string) {
  const news = {
    namespace: "shop",
    secretName: name,
    dnsNames: [`${name}.example.com`],
    privateKey: { algorithm: "ECDSA" },
    cluster,
    ...issuers[issuer],
    __urn: `urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`,
  };
  const spec = (parseSpec(news, readRequest) as { spec: CertificateSpec }).spec;
  const made = issued({ issuer: root, dnsNames: spec.dnsNames });
  const owner = { id: `owner-${name}`, project: "app", stack: "dev", name };
  const version = { uid: secretUid(name), resourceVersion: "7" };
  const record = {
    version: 1,
    owner,
    uid: `life-${name}`,
    revision: 1,
    requested: requested(spec),
    ...(issuer === "controller" ? { applied: applied(spec), generation: 1 } : {}),
    issuerKeyHash: issuer === "controller" ? "" : root.facts.publicKey.hash,
    renewalTime: dueTime(spec, made.facts),
    secretTemplate: { annotations: {}, labels: {} },
    secretVersion: `${version.uid}/${version.resourceVersion}`,
    cluster: writtenIn,
    certificatePem: made.certificatePem,
    caPem: made.caPem,
  } as const;
  const metadata = { name, namespace: "shop", labels: { [ownerLabel]: owner.id } };
  const manifest = recordManifest(spec, formatRecord(record), owner.id);
  const id = `shop/${name}/${record.uid}`;
  const hidden = { __owner: owner.id, __revision: 1, __cluster: here };
  return {
    news,
    olds: { ...news, ...hidden },
    id,
    outputs: outputsOf(id, { ...news, ...hidden }, record, made.facts, {
      besides: besides(spec),
      rhythm: rhythmOf(spec),
    }),
    record: { ...manifest, metadata: { ...manifest.metadata, uid: "r", resourceVersion: "1" } },
    secret: { metadata: { ...metadata, ...version } },
    object: {
      metadata: { ...metadata, uid: "o", resourceVersion: "1", generation: 1 },
      spec: { secretName: name },
      status: { revision: 1, conditions: [] },
    },
  };
}

const lists = [
  "GET /api/v1/configmaps",
  "GET /api/v1/secrets",
  "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
];
const identity = "GET /api/v1/namespaces/kube-system";
const unchanged = names.map(() => false);

describe("a preview of unchanged certificates asks the cluster", () => {
  it("four times where cert-manager issues, however many they are", async () => {
    expect(await preview({ issuer: "controller" })).toEqual({
      changes: unchanged,
      asked: [...lists, "GET /apis/cert-manager.io/v1/certificates"].sort(),
    });
  });

  it("once more, which cluster it is, where the records do not prove it", async () => {
    const { changes, asked } = await preview({ issuer: "controller", writtenIn: "uid:another" });
    expect(changes).toEqual(unchanged);
    expect(asked).toEqual([...lists, identity, "GET /apis/cert-manager.io/v1/certificates"].sort());
  });

  it("which cluster it is where no Secret may be looked at, and then for none", async () => {
    expect(await preview({ issuer: "controller", mayListSecrets: false })).toMatchObject({
      changes: unchanged,
      asked: expect.not.arrayContaining(["GET /api/v1/secrets"]),
    });
    expect(server?.asked.map(({ url }) => url.split("?")[0])).toContain(identity.slice(4));
  });

  it("for a CA that is somebody else's Secret once, not for each that it signed", async () => {
    expect(await preview({ issuer: "ca" })).toEqual({
      changes: unchanged,
      asked: [
        ...lists,
        "GET /api/v1/namespaces/shop/configmaps/company-ca.kubecerts",
        "GET /api/v1/namespaces/shop/secrets/company-ca",
      ].sort(),
    });
  });
});
