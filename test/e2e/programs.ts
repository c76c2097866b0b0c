/** A root and a web certificate in a folder: the program of the quickstart, with parts of it otherwise. */
export function shop(
  changes: { readonly web?: string; readonly root?: string; readonly more?: string } = {},
): string {
  return `
const store = { directory: "certs" };
const privateKey = { algorithm: "ECDSA" };
const root = new kubecerts.Certificate("root", {
  secretName: "root-ca", commonName: "Example Root", isCA: true, duration: "87600h",
  issuer: { selfSigned: {} }, store, privateKey, ${changes.root ?? ""}
});
const web = new kubecerts.Certificate("web", {
  namespace: "shop", secretName: "web-tls", dnsNames: ["shop.example.com"],
  issuer: { ca: root }, store, privateKey, ${changes.web ?? ""}
});
exports.fingerprint = web.fingerprint;
exports.notAfter = web.notAfter;
${changes.more ?? ""}`;
}

/** One self-signed certificate in a folder. */
export function alone(changes = "", name = "web"): string {
  return `
new kubecerts.Certificate("${name}", {
  secretName: "web-tls", dnsNames: ["web.example.com"], issuer: { selfSigned: {} },
  store: { directory: "certs" }, privateKey: { algorithm: "ECDSA" }, ${changes}
});`;
}
