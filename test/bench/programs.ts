/** A provider that decides nothing and keeps what it is given: what any dynamic resource costs. */
export const noOpModule = `
exports.provider = {
  check: async (olds, news) => ({ inputs: news, failures: [] }),
  diff: async () => ({ changes: false }),
  create: async (inputs) => ({ id: inputs.secretName, outs: { ...inputs, bytes: "x".repeat(inputs.carried) } }),
  update: async (id, olds, news) => ({ outs: news }),
  read: async (id, props) => ({ id, props }),
  delete: async () => undefined,
};
`;

/** What the outputs of a certificate weigh, beside its inputs: chain, CA and facts. */
const carried = 2600;

/** `count` resources that do nothing, with the bytes of as many certificates. */
export function noOps(count: number): string {
  return `
const provider = 'exports.handler = () => require("no-op").provider;';
class NoOp extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/bench:NoOp", name, { ...args, bytes: undefined, __provider: provider });
  }
}
for (let i = 0; i < ${count}; i++)
  new NoOp("c" + i, { namespace: "bench", secretName: "c" + i, dnsNames: ["c" + i + ".example.com"], carried: ${carried} });`;
}

/** `count` certificates in a folder, signed by one CA of the same program. */
export function certificates(count: number): string {
  return `
const store = { directory: "certs" };
const privateKey = { algorithm: "ECDSA" };
const root = new kubecerts.Certificate("root", {
  secretName: "root", commonName: "root", isCA: true, duration: "87600h", issuer: { selfSigned: {} }, store, privateKey,
});
for (let i = 0; i < ${count}; i++)
  new kubecerts.Certificate("c" + i, {
    namespace: "bench", secretName: "c" + i, dnsNames: ["c" + i + ".example.com"], issuer: { ca: root }, store, privateKey,
  });`;
}
