import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unknownValue } from "../../provider/spec/fields.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { inputs } from "../support/observations.js";

const parse = (changes: Record<string, unknown>) => parseSpec({ ...inputs, ...changes });

const pem = {
  certificatePem: "-----BEGIN CERTIFICATE-----",
  privateKeyPem: "-----BEGIN PRIVATE KEY-----",
};

/** Percentages of an hour that leave cert-manager less than five minutes. */
const tooClose = [1, 8, 92, 99].map((renewBeforePercentage): [Record<string, unknown>, string, string] => [
  { issuer: undefined, store: undefined, issuerRef: { name: "a" }, duration: "1h", renewBeforePercentage },
  "renewBeforePercentage",
  "must leave at least 5m of duration before the renewal and after it",
]);

/** One wrong input a row: the property that is named, and the beginning of what is said of it. */
const wrong: readonly [changes: Record<string, unknown>, property: string, reason: string][] = [
  [{ verify: {} }, "verify.host", "is missing: the name that clients ask for"],
  [{ verify: { host: "*.a.example" } }, "verify.host", "must be a host name or an IP address"],
  [{ verify: { host: "a.example:443" } }, "verify.host", "must be a host name or an IP address"],
  [{ verify: { host: "a.example", port: 0 } }, "verify.port", "must be a port from 1 to 65535"],
  [{ verify: { host: "a.example", address: "b.example" } }, "verify.address", "must be an IP address"],
  [{ verify: { host: "a.example", sni: "192.0.2.1" } }, "verify.sni", "must be a host name"],
  [{ verify: { host: "a.example", within: "0s" } }, "verify.within", "must be a duration over zero"],
  [{ verify: { host: "a.example", caBundle: "a" } }, "verify.caBundle", "must be certificates in PEM"],
  [
    { verify: { host: "a.example", adress: "" } },
    "verify.adress",
    "is not a field of a Certificate; did you mean address?",
  ],
  [{ dnsName: "a.example" }, "dnsName", "is not a field of a Certificate; did you mean dnsNames?"],
  [{ SecretName: "a" }, "SecretName", "is not a field of a Certificate; did you mean secretName?"],
  [
    { privateKey: { algoritm: "RSA" } },
    "privateKey.algoritm",
    "is not a field of a Certificate; did you mean algorithm?",
  ],
  [{ issuer: undefined }, "issuer", "is missing: give issuerRef"],
  [{ issuerRef: { name: "a" }, store: undefined }, "issuer", "cannot be given beside issuerRef"],
  [{ issuer: {} }, "issuer", "must hold exactly one of selfSigned, ca and acme"],
  [{ issuer: { selfSigned: {}, ca: { secretName: "a" } } }, "issuer", "must hold exactly one of"],
  [{ issuer: { ca: {} } }, "issuer.ca", "must name a Secret"],
  [
    { issuer: { ca: { certificatePem: "x", privateKeyPem: "-----BEGIN PRIVATE KEY-----" } } },
    "issuer.ca.certificatePem",
    "must be the CA's certificate in PEM",
  ],
  [
    { issuer: undefined, store: undefined, issuerRef: { name: "a", kind: "Isuer" } },
    "issuerRef.kind",
    "must be Issuer or ClusterIssuer",
  ],
  [{ issuer: undefined, issuerRef: { name: "a" } }, "store", "cannot be given beside issuerRef"],
  [
    {
      issuer: {
        acme: {
          server: "https://acme-staging-v02.api.letsencrypt.org/directory",
          solvers: [{ http01: { listen: {} } }],
        },
      },
      privateKey: { algorithm: "Ed25519" },
    },
    "privateKey.algorithm",
    "cannot be Ed25519 with this CA",
  ],
  [{ dnsNames: undefined }, "dnsNames", "at least one name is needed"],
  [{ dnsNames: [] }, "dnsNames", "at least one name is needed"],
  [{ dnsNames: "a.example" }, "dnsNames", "must be a list"],
  [{ dnsNames: ["a.example", 7] }, "dnsNames[1]", "must be a text, not 7"],
  [{ dnsNames: ["a b"] }, "dnsNames[0]", `"a b" is not a host name`],
  [{ dnsNames: ["https://a.example"] }, "dnsNames[0]", `"https://a.example" is not a host name`],
  [{ dnsNames: ["a.*.example"] }, "dnsNames[0]", `"a.*.example" is not a host name`],
  [{ dnsNames: ["a.example."] }, "dnsNames[0]", `"a.example." must be written without the dot`],
  [{ dnsNames: ["10.0.0.1"] }, "dnsNames[0]", `"10.0.0.1" is an address: it belongs in ipAddresses`],
  [
    { dnsNames: ["*.bücher.example"] },
    "dnsNames[0]",
    "is an internationalized name: write it in punycode, *.xn--bcher-kva.example",
  ],
  [{ ipAddresses: ["10.0.0.256"] }, "ipAddresses[0]", `"10.0.0.256" is not an IP address`],
  [{ uris: ["/path"] }, "uris[0]", `"/path" is not a URI with a scheme`],
  [
    { emailAddresses: ["A <a@example.com>"] },
    "emailAddresses[0]",
    `"A <a@example.com>" is not a bare email address`,
  ],
  [{ commonName: "x".repeat(65) }, "commonName", "must be a text of 1 to 64 characters"],
  [{ dnsNames: undefined, commonName: [] }, "commonName", "must be a text of 1 to 64 characters, not []"],
  [{ commonName: "smile \ud83d" }, "commonName", "is no Unicode text: it holds half of a surrogate pair"],
  [{ subject: { organizations: ["a", "\ude00"] } }, "subject.organizations[1]", "is no Unicode text"],
  [{ duration: "90d" }, "duration", `must be a duration such as "2160h"`],
  [{ duration: 2160 }, "duration", "must be a duration such as"],
  [{ duration: "59m" }, "duration", "must be at least 1h"],
  [{ renewBefore: "1m" }, "renewBefore", "must be at least 5m"],
  [{ renewBefore: "2160h" }, "renewBefore", "must be shorter than duration"],
  [{ duration: "2h", renewBefore: "3h" }, "renewBefore", "must be shorter than duration"],
  ...tooClose,
  [{ renewBeforePercentage: 100 }, "renewBeforePercentage", "must be a whole number over 0 and under 100"],
  [
    { issuer: { ca: { secretName: "a", reissue: { atMost: 0 } } } },
    "issuer.ca.reissue.atMost",
    "must be a whole number from 1 on",
  ],
  [
    { issuer: { ca: { secretName: "a", reissue: { most: 2 } } } },
    "issuer.ca.reissue.most",
    "is not a field of a Certificate",
  ],
  [
    { issuer: { ca: { ...pem, reissue: { atMost: 2 } } } },
    "issuer.ca.reissue",
    "is for a CA in a Secret (secretName): another key pair is the program's own change",
  ],
  [
    { renewBefore: "6h", renewBeforePercentage: 10 },
    "renewBeforePercentage",
    "cannot be given beside renewBefore",
  ],
  [{ privateKey: { algorithm: "DSA" } }, "privateKey.algorithm", "must be one of RSA, ECDSA, Ed25519"],
  [{ privateKey: { size: 1024 } }, "privateKey.size", "must be 2048 to 8192 for RSA, and even, not 1024"],
  [
    { privateKey: { algorithm: "ECDSA", size: 2048 } },
    "privateKey.size",
    "must be 256, 384 or 521 for ECDSA",
  ],
  [{ usages: ["server"] }, "usages[0]", `"server" is not a key usage of cert-manager's`],
  [{ subject: { countries: ["Germany"] } }, "subject.countries[0]", `"Germany" is not a country code`],
  [{ isCA: "yes" }, "isCA", `must be true or false, not "yes"`],
  [{ pathLenConstraint: 0 }, "pathLenConstraint", "can be given only with isCA: true"],
  [{ isCA: true, pathLenConstraint: -1 }, "pathLenConstraint", "must be a whole number from 0 to 127"],
  [
    { isCA: true, pathLenConstraint: 0, issuer: undefined, store: undefined, issuerRef: { name: "a" } },
    "pathLenConstraint",
    "cannot be given beside issuerRef",
  ],
  [
    { nameConstraints: { permitted: { dnsDomains: ["a"] } } },
    "nameConstraints",
    "can be given only with isCA",
  ],
  [{ isCA: true, nameConstraints: {} }, "nameConstraints", "must hold permitted or excluded"],
  [
    { isCA: true, nameConstraints: { excluded: { dnsDomains: [] } } },
    "nameConstraints.excluded",
    "must hold at least one name",
  ],
  [
    { isCA: true, nameConstraints: { permitted: { dnsDomains: ["*.example.com"] } } },
    "nameConstraints.permitted.dnsDomains[0]",
    `"*.example.com" has a wildcard`,
  ],
  [
    { isCA: true, nameConstraints: { permitted: { ipRanges: ["10.0.0.0/33"] } } },
    "nameConstraints.permitted.ipRanges[0]",
    `"10.0.0.0/33" is not a range of addresses`,
  ],
  [
    { isCA: true, nameConstraints: { permitted: { emailAddresses: ["a@b@c"] } } },
    "nameConstraints.permitted.emailAddresses[0]",
    `"a@b@c" is not a bare email address`,
  ],
  [
    { issuer: { ca: { secretName: "ca", crlDistributionPoints: ["ldap://a/b"] } } },
    "issuer.ca.crlDistributionPoints[0]",
    `"ldap://a/b" is not an http or https URL`,
  ],
  [
    { issuer: { selfSigned: { ocspServers: ["http://a"] } } },
    "issuer.selfSigned.ocspServers",
    "is not a field of a Certificate",
  ],
  [{ secretName: undefined }, "secretName", "is missing"],
  [{ secretName: "../web" }, "secretName", "must be the name of a Secret"],
  [{ secretName: "a.kubecerts" }, "secretName", "must be the name of a Secret"],
  [{ namespace: "a.b" }, "namespace", "must be the name of a namespace"],
  [
    { secretTemplate: { labels: { team: "a b" } } },
    "secretTemplate.labels.team",
    "is not the value of a label",
  ],
  [
    { secretTemplate: { annotations: { "cert-manager.io/x": "y" } } },
    "secretTemplate.annotations.cert-manager.io/x",
    "is reserved",
  ],
  [{ renewal: { by: "controller" } }, "renewal.by", `can be "controller" only with issuerRef`],
  [{ renewal: { windows: {} } }, "renewal.windows", "must be a list, not {}"],
  [{ renewal: { windows: ["night"] } }, "renewal.windows[0]", "must be an object"],
  [{ renewal: { windows: [null] } }, "renewal.windows[0]", "must be an object"],
  [{ renewal: { windows: [{ end: "04:00" }] } }, "renewal.windows[0].start", "is missing: a time of day"],
  [
    { renewal: { windows: [{ start: "22:00", end: "25:00" }] } },
    "renewal.windows[0].end",
    `must be a time of day from "00:00" to "24:00", not "25:00"`,
  ],
  [
    { renewal: { windows: [{ start: "22:00", end: "4:00" }] } },
    "renewal.windows[0].end",
    "must be a time of day",
  ],
  [
    { renewal: { windows: [{ days: ["Monday"], start: "22:00", end: "04:00" }] } },
    "renewal.windows[0].days[0]",
    `must be one of Mon, Tue, Wed, Thu, Fri, Sat, Sun, not "Monday"`,
  ],
  [
    { renewal: { windows: [{ days: [], start: "22:00", end: "04:00" }] } },
    "renewal.windows[0].days",
    "must name a day at least",
  ],
  [
    { renewal: { windows: [{ start: "22:00", end: "04:00", timeZone: "Europe/Berlín" }] } },
    "renewal.windows[0].timeZone",
    "must be a time zone of the IANA database",
  ],
  [
    { renewal: { windows: [{ start: "22:00", end: "04:00", timeZone: "+02:00" }] } },
    "renewal.windows[0].timeZone",
    "must be a time zone of the IANA database",
  ],
  [
    { renewal: { windows: [{ start: "22:00", end: "04:00", timezone: "UTC" }] } },
    "renewal.windows[0].timezone",
    "is not a field of a Certificate; did you mean timeZone?",
  ],
  [
    {
      issuer: undefined,
      store: undefined,
      issuerRef: { name: "a" },
      renewal: { by: "controller", windows: [{ start: "22:00", end: "04:00" }] },
    },
    "renewal.windows",
    "hold back what Pulumi renews",
  ],
  [{ store: {} }, "store.directory", "is missing"],
  [{ cluster: { context: "x" } }, "cluster", "cannot be given beside store.directory"],
  [
    { store: undefined, cluster: { kubeconfig: 7 } },
    "cluster.kubeconfig",
    "must be the text of a kubeconfig or the path of one",
  ],
  [{ timeout: "0s" }, "timeout", "must be a duration over zero"],
];

describe("parseSpec", () => {
  it.each(wrong)("refuses %j", (changes, property, reason) => {
    const parsed = parse(changes);
    const failures = "failures" in parsed ? parsed.failures : [];
    expect(failures.map((failure) => [failure.property, failure.reason.slice(0, reason.length)])).toEqual([
      [property, reason],
    ]);
  });

  it("reports all that is wrong at once, also beside what is not known yet", () => {
    const parsed = parse({ secretName: unknownValue, duration: "90d", isCA: 1 });
    expect("failures" in parsed && parsed.failures.map((failure) => failure.property)).toEqual([
      "duration",
      "isCA",
    ]);
  });

  it("names everything that it waits for", () => {
    const parsed = parse({
      dnsNames: ["a.example.com", unknownValue],
      issuer: { ca: { secretName: "ca", fingerprint: unknownValue } },
      renewal: { trigger: { leaked: [unknownValue] } },
    });
    expect(parsed).toEqual({ waitingOn: ["dnsNames[1]", "issuer.ca.fingerprint", "renewal.trigger"] });
  });

  it("never shows what may be a private key", () => {
    const pem =
      "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----";
    for (const field of ["commonName", "secretName", "duration", "namespace"])
      expect(JSON.stringify(parse({ [field]: pem }))).not.toContain("MIGH");
    expect(
      JSON.stringify(parse({ issuer: { ca: { certificatePem: pem, privateKeyPem: "x" } } })),
    ).not.toContain("MIGH");
  });

  it("fills in cert-manager's defaults", () => {
    expect(parse({ namespace: undefined, isCA: true })).toMatchObject({
      spec: {
        namespace: "default",
        duration: 7_776_000_000,
        privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS1", rotationPolicy: "Always" },
        usages: ["cert sign", "digital signature", "key encipherment"],
      },
    });
  });

  it("reads names as sets: order, case and repetition mean nothing", () => {
    const one = parse({
      dnsNames: ["B.example.com", "a.example.com"],
      ipAddresses: ["::ffff:10.0.0.1", "2001:DB8:0::1"],
    });
    const other = parse({
      dnsNames: ["a.example.com", "b.example.com", "a.example.com"],
      ipAddresses: ["2001:db8::1", "10.0.0.1"],
    });
    expect(one).toEqual(other);
  });

  it("is total: no inputs make it throw", () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(unknownValue));
    const anything = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...Object.keys(inputs), "privateKey", "renewal", "duration", "subject"),
        fc.string(),
      ),
      value,
    );
    fc.assert(fc.property(anything, (given) => void parseSpec(given)));
  });
});
