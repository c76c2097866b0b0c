import { keyUsages } from "../../provider/spec/certificate-spec.js";
import { changed, type Inputs, whole } from "./corpus.js";

/** One thing made otherwise in the first of {@link whole}, and still right, by path. */
const right: Readonly<Record<string, readonly unknown[]>> = {
  namespace: ["a", "0", "kube-system", "a".repeat(63), "x-1-y"],
  secretName: ["a", "web.tls", "0-9", "a".repeat(63), `${"a.".repeat(100)}b`, "web-tls.v2"],
  commonName: ["a", "x".repeat(64), "Größe", "日本", "*.example.com", "with spaces"],
  dnsNames: [
    ["a"],
    ["localhost"],
    ["xn--bcher-kva.example"],
    ["*.xn--bcher-kva.example"],
    ["a-b.example.com"],
    ["*.a.b.example.com"],
    ["A.EXAMPLE.COM"],
    [`${"a".repeat(63)}.example`],
    ["a.b.c.d.e.f.example.com"],
    ["1.example.com"],
    ["svc.cluster.local", "svc"],
    ["a.example", "a.example"],
    Array.from({ length: 100 }, (_, index) => `n${index}.example.com`),
  ],
  ipAddresses: [["10.0.0.1"], ["::1"], ["::"], ["2001:DB8::1"], ["::ffff:10.0.0.1"], ["255.255.255.255"], []],
  uris: [
    ["https://example.com/a?b=c"],
    ["urn:example:a"],
    ["spiffe://trust/ns/a"],
    ["mailto:a@example.com"],
    [],
  ],
  emailAddresses: [["a@b.example"], ["first.last+tag@sub.example.com"], ["A@EXAMPLE.COM"], []],
  duration: ["720h", "2159h59m59s", "876000h", "8760h", "400h0m0s", "1440.5h", "1e0h".replace("e0", "000")],
  renewBefore: ["5m", "300s", "1h30m", "0.5h", "2159h59m", "300000ms"],
  privateKey: [
    {},
    ...[2048, 3072, 4096, 8192].map((size) => ({ algorithm: "RSA", size })),
    ...[256, 384, 521].map((size) => ({ algorithm: "ECDSA", size })),
    { algorithm: "Ed25519" },
    ...["PKCS1", "PKCS8"].flatMap((encoding) =>
      ["Always", "Never"].map((rotationPolicy) => ({ algorithm: "ECDSA", encoding, rotationPolicy })),
    ),
  ],
  usages: [...keyUsages.map((usage) => [usage]), [...keyUsages], [], ["server auth", "server auth"]],
  subject: [
    {},
    ...[
      "organizations",
      "organizationalUnits",
      "localities",
      "provinces",
      "streetAddresses",
      "postalCodes",
    ].flatMap((field) => [{ [field]: ["one"] }, { [field]: ["one", "Zwei ß"] }, { [field]: [] }]),
    ...["DE", "de", "US", "JP"].map((country) => ({ countries: [country] })),
    { serialNumber: "0" },
  ],
  "issuer.ca.crlDistributionPoints": [["https://a.example/b.crl"], ["http://a/b", "http://c/d"], []],
  "issuer.ca.ocspServers": [["https://ocsp.example"], ["http://a:8080/x"]],
  store: [
    { directory: "." },
    { directory: "/var/certs" },
    { directory: "../a b" },
    { directory: "c", plaintext: false },
  ],
  secretTemplate: [
    {},
    { labels: {} },
    { labels: { "example.com/a": "" } },
    { labels: { a: "x".repeat(63) } },
    { annotations: { a: "any text, with\nlines" } },
    { annotations: { "cert-manager.io/allow-direct-injection": "true" } },
  ],
  renewal: [
    {},
    { trigger: 7 },
    { trigger: { at: ["2026"] } },
    { trigger: "" },
    { by: "pulumi" },
    { record: "always" },
    { windows: [] },
    ...[
      "UTC",
      "Europe/Berlin",
      "America/New_York",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
      "Etc/GMT+12",
    ].map((timeZone) => ({ windows: [{ start: "00:00", end: "24:00", timeZone }] })),
    ...["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((day) => ({
      windows: [{ days: [day], start: "23:59", end: "00:00" }],
    })),
  ],
  timeout: ["1ms", "1s", "10m", "596h"],
  exportPrivateKey: [true],
  verify: [
    { host: "a.example" },
    { host: "192.0.2.1" },
    { host: "2001:db8::1" },
    ...[1, 443, 65535].map((port) => ({ host: "a.example", port })),
    ...["1s", "10m"].map((within) => ({ host: "a.example", within })),
    { host: "a.example", address: "::1" },
    { host: "a.example", allowPrivateAddresses: false },
  ],
};

/** The same in the second, which is a CA. */
const rightOfCa: Readonly<Record<string, readonly unknown[]>> = {
  pathLenConstraint: [0, 127],
  renewBeforePercentage: [1, 50, 99],
  nameConstraints: [
    { permitted: { dnsDomains: ["example.com", ".example.org"] } },
    { excluded: { ipRanges: ["10.0.0.0/8", "2001:db8::/32"] } },
    { permitted: { emailAddresses: ["a@example.com", ".example.com"] } },
    { permitted: { uriDomains: ["example.com"] }, critical: false },
  ],
  cluster: [{}, { context: "a b" }, { kubeconfig: "apiVersion: v1" }],
};

/** Inputs that are right: the whole ones, each of them without any one field that may be left out, and the tables. */
export function* rightInputs(): Iterable<{ readonly what: string; readonly inputs: Inputs }> {
  for (const [what, inputs] of Object.entries(whole)) {
    yield { what, inputs };
    for (const field of Object.keys(inputs).filter((name) => !needed.includes(name)))
      yield { what: `${what}, without ${field}`, inputs: changed(inputs, field, undefined) };
  }
  const [first = {}, ca = {}] = Object.values(whole);
  for (const [inputs, table] of [
    [first, right],
    [ca, rightOfCa],
  ] as const)
    for (const [path, values] of Object.entries(table))
      for (const value of values)
        yield { what: `${path} is ${JSON.stringify(value)}`, inputs: changed(inputs, path, value) };
}

/** What no certificate, or none with the fields beside it, can do without. */
const needed = ["secretName", "dnsNames", "csr", "issuer", "issuerRef", "isCA", "store"];
