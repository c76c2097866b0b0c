import type { Project, ResourceState } from "../e2e/project.js";

/** Where the certificates of a program are kept. */
export interface Keeping {
  readonly namespace: string;
  /** The `store` of every certificate, as the program writes it; none in a cluster. */
  readonly store?: string;
}

export const folder: Keeping = { namespace: "bench", store: '{ directory: "certs" }' };

/** A CA and `count` certificates that it signs, as resources of this class. */
function program(type: string, count: number, { namespace, store = "undefined" }: Keeping): string {
  return `
const store = ${store};
const privateKey = { algorithm: "ECDSA" };
const root = new ${type}("root", {
  namespace: "${namespace}", secretName: "root", commonName: "root", isCA: true, duration: "87600h",
  issuer: { selfSigned: {} }, store, privateKey,
});
for (let i = 0; i < ${count}; i++)
  new ${type}("c" + i, {
    namespace: "${namespace}", secretName: "c" + i, dnsNames: ["c" + i + ".example.com"], store, privateKey,
    issuer: { ca: ${type === "NoOp" ? "{ secretName: root.secretName, namespace: root.namespace, fingerprint: root.fingerprint }" : "root"} },
  });`;
}

export function certificates(count: number, keeping: Keeping): string {
  return program("kubecerts.Certificate", count, keeping);
}

/**
 * The same program with dynamic resources that do nothing: they are given the same inputs and carry the same bytes,
 * which are those of a certificate in the state of `like`.
 */
export async function noOps(project: Project, count: number, keeping: Keeping, like: Project): Promise<void> {
  const { c0 } = await like.state();
  if (c0 === undefined) throw new Error(`the stack of ${like.name} holds no certificate`);
  project.write("carried.json", JSON.stringify(carriedBy(c0)));
  project.write(
    "index.js",
    `const pulumi = require("@pulumi/pulumi");
const undeclared = Object.fromEntries(require("./carried.json").undeclared.map((name) => [name, undefined]));
const type = "pulumi-nodejs:dynamic/bench:NoOp";
class NoOp extends pulumi.CustomResource {
  constructor(name, args) {
    const hidden = { __urn: pulumi.createUrn(name, type), __provider: 'exports.handler = () => require("no-op").provider;' };
    super(type, name, { ...args, ...undeclared, ...hidden });
  }
}
${program("NoOp", count, keeping)}`,
  );
}

/** What a certificate has that its program did not give it. */
function carriedBy({ inputs, outputs }: ResourceState) {
  const added = Object.entries(inputs).filter(([name]) =>
    /^(decision|__owner|__urn|__revision|__cluster)$/.test(name),
  );
  const made = Object.entries(outputs).filter(([name]) => !(name in inputs) || name.startsWith("__"));
  const undeclared = ["privateKeyPem", "safetyNetTime", ...made.map(([name]) => name)].filter(
    (name) => !name.startsWith("__"),
  );
  return { undeclared, inputs: Object.fromEntries(added), outputs: Object.fromEntries(made) };
}

/** The provider of resources that do nothing. */
export const noOpModule = `
const carried = () => JSON.parse(require("fs").readFileSync("carried.json", "utf8"));
let known;
exports.provider = {
  check: async (olds, news) => ({ inputs: { ...news, ...(known ??= carried()).inputs }, failures: [] }),
  diff: async () => ({ changes: false }),
  create: async ({ namespace, secretName, store, __urn, __provider }) => {
    const outs = { ...(known ??= carried()).outputs, namespace, secretName, ...(store && { store }), __provider };
    return { id: namespace + "/" + secretName, outs };
  },
  update: async (id, olds, news) => ({ outs: olds }),
  read: async (id, props) => ({ id, props }),
  delete: async () => undefined,
};
`;

/** Through cert-manager: ours, and plain custom resources for which the kubernetes provider waits. */
export function controlled(count: number, namespace: string): string {
  return `
for (let i = 0; i < ${count}; i++)
  new kubecerts.Certificate("c" + i, {
    namespace: "${namespace}", secretName: "c" + i, dnsNames: ["c" + i + ".example.com"], privateKey: { algorithm: "ECDSA" },
    issuerRef: { name: "kubecerts-bench", kind: "ClusterIssuer" },
  });`;
}

export function waitedFor(count: number, namespace: string): string {
  return `
const k8s = require("@pulumi/kubernetes");
for (let i = 0; i < ${count}; i++)
  new k8s.apiextensions.CustomResource("c" + i, {
    apiVersion: "cert-manager.io/v1", kind: "Certificate",
    metadata: { name: "c" + i, namespace: "${namespace}", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
    spec: {
      secretName: "c" + i, dnsNames: ["c" + i + ".example.com"], privateKey: { algorithm: "ECDSA" },
      issuerRef: { name: "kubecerts-bench", kind: "ClusterIssuer" },
    },
  });`;
}
