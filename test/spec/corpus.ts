import { authority } from "../support/certificates.js";
import { requestPem } from "../support/requests.js";

export type Inputs = Readonly<Record<string, unknown>>;

const { certificatePem, privateKeyPem } = authority();
const csr = requestPem();

/** Inputs that between them give every field there is, each without fault. */
export const whole: Readonly<Record<string, Inputs>> = {
  "in a folder, by a CA in a Secret": {
    namespace: "shop",
    secretName: "web-tls",
    commonName: "shop.example.com",
    dnsNames: ["shop.example.com", "*.example.com"],
    ipAddresses: ["192.0.2.1", "2001:db8::1"],
    uris: ["spiffe://example.com/web"],
    emailAddresses: ["ops@example.com"],
    duration: "2160h",
    renewBefore: "360h",
    privateKey: { algorithm: "RSA", size: 4096, encoding: "PKCS8", rotationPolicy: "Never" },
    usages: ["digital signature", "server auth"],
    subject: {
      organizations: ["Shop"],
      countries: ["DE"],
      organizationalUnits: ["Web"],
      localities: ["Berlin"],
      provinces: ["Berlin"],
      streetAddresses: ["Street 1"],
      postalCodes: ["10115"],
      serialNumber: "7",
    },
    issuer: {
      ca: {
        secretName: "root-ca",
        namespace: "pki",
        crlDistributionPoints: ["http://pki.example.com/root.crl"],
        ocspServers: ["http://ocsp.example.com"],
        issuingCertificateURLs: ["http://pki.example.com/root.cer"],
      },
    },
    store: { directory: "certs", plaintext: true },
    secretTemplate: { labels: { team: "web" }, annotations: { "example.com/owner": "web" } },
    renewal: {
      trigger: "leak",
      windows: [{ days: ["Mon", "Tue"], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" }],
    },
    exportPrivateKey: false,
    timeout: "5m",
    verify: {
      host: "shop.example.com",
      port: 8443,
      address: "192.0.2.1",
      sni: "shop.example.com",
      within: "2m",
      caBundle: certificatePem,
      allowPrivateAddresses: true,
    },
  },
  "a CA in a cluster": {
    secretName: "root-ca",
    commonName: "Root",
    dnsNames: ["root.example.com"],
    isCA: true,
    pathLenConstraint: 1,
    nameConstraints: {
      critical: true,
      permitted: {
        dnsDomains: ["example.com"],
        ipRanges: ["192.0.2.0/24"],
        emailAddresses: ["example.com"],
        uriDomains: [".example.com"],
      },
      excluded: { dnsDomains: ["secret.example.com"] },
    },
    issuer: { selfSigned: { crlDistributionPoints: ["http://pki.example.com/root.crl"] } },
    cluster: { kubeconfig: "/etc/kubeconfig", context: "prod" },
    renewBeforePercentage: 25,
  },
  "through cert-manager": {
    secretName: "web-tls",
    dnsNames: ["shop.example.com"],
    issuerRef: { name: "letsencrypt", kind: "ClusterIssuer", group: "cert-manager.io" },
    renewal: { by: "controller", record: "onRefresh" },
  },
  "by a CA given by value": {
    secretName: "web-tls",
    dnsNames: ["shop.example.com"],
    issuer: { ca: { certificatePem, privateKeyPem } },
  },
  "for a request of the user's own": {
    secretName: "web-tls",
    csr,
    issuer: { ca: { secretName: "root-ca" } },
  },
};

/** Paths at which any value will do, or whose members are named by the user. */
const open = /^renewal\.trigger$|^secretTemplate\.(labels|annotations)\./;

/** One thing made wrong, and the property that must be named for it. */
export interface Mutation {
  readonly inputs: Inputs;
  readonly property: string;
  /** What was done, for the test's name. */
  readonly what: string;
}

/** Every value replaced by values of other types, and every field given once more with a letter too much or too few. */
export function* mutations(inputs: Inputs): Iterable<Mutation> {
  for (const { path, value, container } of placesIn(inputs)) {
    if (open.test(path)) continue;
    for (const wrong of ofOtherTypes(value, container))
      yield {
        inputs: changed(inputs, path, wrong),
        property: path,
        what: `${path} is ${JSON.stringify(wrong)}`,
      };
    if (container !== "object") continue;
    for (const name of [`${path}s`, path.slice(0, -1)])
      if (!isField(inputs, name))
        yield { inputs: changed(inputs, name, value), property: name, what: `${name} is given` };
  }
}

interface Place {
  readonly path: string;
  readonly value: unknown;
  readonly container: "object" | "list";
}

function* placesIn(value: object, at = ""): Iterable<Place> {
  for (const [name, member] of Object.entries(value)) {
    const isList = Array.isArray(value);
    const path = isList ? `${at}[${name}]` : at === "" ? name : `${at}.${name}`;
    yield { path, value: member, container: isList ? "list" : "object" };
    if (typeof member === "object" && member !== null) yield* placesIn(member, path);
  }
}

function ofOtherTypes(value: unknown, container: Place["container"]): unknown[] {
  const kinds: Readonly<Record<string, unknown>> = {
    string: "!",
    number: -0.5,
    boolean: true,
    list: [],
    object: {},
  };
  const kind = Array.isArray(value) ? "list" : typeof value;
  const wrong = Object.entries(kinds).flatMap(([other, example]) => (other === kind ? [] : [example]));
  // A field that is null is not given; a member that is null is none.
  return container === "list" ? [...wrong, null] : wrong;
}

/** The inputs with another value at a path, such as `renewal.windows[0].start`. */
export function changed(inputs: Inputs, path: string, value: unknown): Inputs {
  const copy = structuredClone(inputs) as Record<string, unknown>;
  const names = path.match(/[^.[\]]+/g) ?? [];
  let parent = copy;
  for (const name of names.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
  parent[names.at(-1) ?? ""] = value;
  return copy;
}

function isField(inputs: Inputs, path: string): boolean {
  return [...placesIn(inputs)].some((place) => place.path === path);
}
