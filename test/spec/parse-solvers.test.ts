import { describe, expect, it } from "vitest";
import { Fields, type Findings, unknownValue } from "../../provider/spec/fields.js";
import { parseHttp01 } from "../../provider/spec/parse-http01.js";
import { parseTlsAlpn01 } from "../../provider/spec/parse-tls-alpn01.js";
import { solverFault } from "../../provider/spec/solver-fit.js";

function read<T>(parse: (solver: Fields) => T, solver: object) {
  const findings: Findings = { failures: [], waitingOn: [] };
  const spec = parse(new Fields(solver as Record<string, unknown>, "solver", findings));
  const failures = findings.failures.map(({ property, reason }) => `${property} ${reason}`);
  return findings.failures.length === 0 ? spec : failures;
}

const selfCheck = { resolvers: [], port: 80 };

describe("the field http01", () => {
  it.each([
    [
      "listens on every address by default",
      { listen: {} },
      { kind: "listen", listen: { port: 80 }, selfCheck },
    ],
    [
      "listens where it is told to",
      { listen: { port: 8080, address: "::1" }, waitInsteadOfSelfCheck: "0s" },
      { kind: "listen", listen: { port: 8080, address: "::1" }, selfCheck: { ...selfCheck, waitInstead: 0 } },
    ],
    [
      "writes into a folder",
      {
        webroot: { directory: "/srv/www" },
        selfCheck: { resolvers: ["192.0.2.53:5353", "[2001:db8::53]:53"] },
      },
      {
        kind: "webroot",
        directory: "/srv/www",
        selfCheck: { resolvers: ["192.0.2.53:5353", "[2001:db8::53]:53"], port: 80 },
      },
    ],
  ])("%s", (_, http01, spec) => {
    expect(read(parseHttp01, { http01 })).toEqual(spec);
  });

  it.each([
    ["no way", {}, ["solver.http01 must hold exactly one of listen, webroot, ingress"]],
    [
      "two ways",
      { listen: {}, webroot: { directory: "x" } },
      ["solver.http01 must hold exactly one of listen, webroot, ingress"],
    ],
    [
      "ports and addresses that are none",
      { listen: { port: 0, address: "localhost" } },
      [
        'solver.http01.listen.address must be an IP address of this machine, not "localhost"',
        "solver.http01.listen.port must be a port from 1 to 65535, not 0",
      ],
    ],
    [
      "a folder that is not named",
      { webroot: {} },
      ["solver.http01.webroot.directory is missing: the folder that the web server serves"],
    ],
    [
      "a field that is misspelt",
      { listen: { prot: 80 } },
      ["solver.http01.listen.prot is not a field of a Certificate"],
    ],
    [
      "a check and a wait",
      { listen: {}, selfCheck: { resolvers: ["dns.example.com"] }, waitInsteadOfSelfCheck: "-1s" },
      [
        'solver.http01.waitInsteadOfSelfCheck must be a duration of 0s or more, such as "30s", not "-1s"',
        "solver.http01.waitInsteadOfSelfCheck cannot be given beside selfCheck",
        'solver.http01.selfCheck.resolvers[0] "dns.example.com" is not the address of a DNS server, such as 192.0.2.53 or 192.0.2.53:53',
      ],
    ],
  ])("refuses %s", (_, http01, failures) => {
    expect(read(parseHttp01, { http01 })).toEqual(failures);
  });
});

describe("the field http01.ingress", () => {
  const template = { labels: {}, annotations: {} };
  const defaults = {
    serviceType: "NodePort",
    image: "quay.io/jetstack/cert-manager-acmesolver:v1.21.2",
    podTemplate: { ...template, spec: {} },
    ingressTemplate: template,
  };
  it.each([
    ["has cert-manager's defaults", {}, defaults],
    [
      "takes what cert-manager takes",
      {
        ingressClassName: "nginx",
        serviceType: "ClusterIP",
        image: "registry.example.com:5000/acmesolver@sha256:00",
        podTemplate: {
          metadata: { labels: { a: "b" } },
          spec: {
            nodeSelector: { disk: "ssd" },
            tolerations: [{ operator: "Exists" }],
            serviceAccountName: "x",
          },
        },
        ingressTemplate: { metadata: { annotations: { c: "d" } } },
      },
      {
        ingressClassName: "nginx",
        serviceType: "ClusterIP",
        image: "registry.example.com:5000/acmesolver@sha256:00",
        podTemplate: {
          labels: { a: "b" },
          annotations: {},
          spec: {
            nodeSelector: { disk: "ssd" },
            tolerations: [{ operator: "Exists" }],
            serviceAccountName: "x",
          },
        },
        ingressTemplate: { labels: {}, annotations: { c: "d" } },
      },
    ],
  ])("%s", (_, ingress, spec) => {
    expect(read(parseHttp01, { http01: { ingress } })).toEqual({ kind: "ingress", ingress: spec, selfCheck });
  });

  it("refuses everything that is wrong at once", () => {
    const ingress = {
      ingressClassName: "nginx",
      name: "web",
      serviceType: "LoadBalancer",
      image: "an image",
      podTemplate: { labels: {}, spec: { tolerations: {}, affinity: [], containers: [] } },
    };
    expect(read(parseHttp01, { http01: { ingress } })).toEqual([
      "solver.http01.ingress.name cannot be given beside ingressClassName",
      'solver.http01.ingress.serviceType must be one of NodePort, ClusterIP, not "LoadBalancer"',
      'solver.http01.ingress.image must be the name of an image, not "an image"',
      "solver.http01.ingress.podTemplate.spec.affinity must be an object, not []",
      "solver.http01.ingress.podTemplate.spec.tolerations must be a list, not {}",
      "solver.http01.ingress.podTemplate.spec.containers is not a field of a Certificate",
      "solver.http01.ingress.podTemplate.labels is not a field of a Certificate",
    ]);
  });

  it("waits for what is not known yet, however deep it stands", () => {
    const findings: Findings = { failures: [], waitingOn: [] };
    const ingress = { podTemplate: { spec: { nodeSelector: { pool: unknownValue } } } };
    parseHttp01(new Fields({ http01: { ingress } }, "", findings));
    expect(findings).toEqual({
      failures: [],
      waitingOn: ["http01.ingress.podTemplate.spec.nodeSelector"],
    });
  });
});

describe("the field tlsAlpn01", () => {
  it("listens on port 443 by default", () => {
    expect(read(parseTlsAlpn01, { tlsAlpn01: { listen: {} } })).toEqual({
      listen: { port: 443 },
      selfCheck: { resolvers: [], port: 443 },
    });
  });

  it("refuses to listen nowhere", () => {
    expect(read(parseTlsAlpn01, { tlsAlpn01: {} })).toEqual([
      "solver.tlsAlpn01.listen is missing: where this process listens, {} for port 443",
    ]);
  });
});

describe("a solver", () => {
  it.each([
    ["shop.example.com", "http01", undefined],
    ["192.0.2.1", "tlsAlpn01", undefined],
    ["*.example.com", "dns01", undefined],
    [
      "*.example.com",
      "http01",
      "*.example.com is a wildcard, which HTTP-01 cannot prove: give it a solver with dns01",
    ],
    [
      "*.example.com",
      "tlsAlpn01",
      "*.example.com is a wildcard, which TLS-ALPN-01 cannot prove: give it a solver with dns01",
    ],
    [
      "2001:db8::1",
      "dns01",
      "2001:db8::1 is an address, which DNS-01 cannot prove: give it a solver with http01 or tlsAlpn01",
    ],
  ] as const)("for %s by %s: %s", (name, kind, fault) => {
    expect(solverFault(name, kind)).toBe(fault);
  });
});
