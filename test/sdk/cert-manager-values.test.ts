import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { chartValues } from "../../sdk/cert-manager-values.js";

describe("the chart's values", () => {
  const defaults = {
    crds: { enabled: true, keep: true },
    global: { leaderElection: { namespace: "certs" } },
    startupapicheck: { enabled: false },
  };
  const rows: readonly [sentence: string, args: Parameters<typeof chartValues>[0], values: object][] = [
    ["install CRDs that outlive the release", {}, defaults],
    [
      "leave the CRDs alone when told so",
      { crds: { enabled: false } },
      { ...defaults, crds: { enabled: false, keep: true } },
    ],
    [
      "speak the older language below v1.15",
      { version: "v1.14.7" },
      { installCRDs: true, global: defaults.global, startupapicheck: defaults.startupapicheck },
    ],
    ["speak the newer language from v1.15 on", { version: "v1.15.0" }, defaults],
    [
      "carry the typed arguments under the chart's names",
      {
        replicaCount: 2,
        webhook: { replicaCount: 3, timeoutSeconds: 10 },
        leaderElection: { leaseDuration: "15s" },
      },
      {
        ...defaults,
        global: { leaderElection: { namespace: "certs", leaseDuration: "15s" } },
        replicaCount: 2,
        webhook: { replicaCount: 3, timeoutSeconds: 10 },
      },
    ],
    [
      "join what the chart wants as one text, and hand Secrets over by name",
      {
        featureGates: { OtherNames: true, ACMEUseARI: false },
        dns01RecursiveNameservers: ["10.0.0.1:53", "10.0.0.2:53"],
        imagePullSecrets: ["mirror"],
        gatewayApi: true,
      },
      {
        ...defaults,
        featureGates: "ACMEUseARI=false,OtherNames=true",
        dns01RecursiveNameservers: "10.0.0.1:53,10.0.0.2:53",
        global: { ...defaults.global, imagePullSecrets: [{ name: "mirror" }] },
        config: { gatewayAPI: { enabled: true } },
      },
    ],
    [
      "keep OpenShift's router from passing over the paths of challenges",
      { platform: "openshift", featureGates: { OtherNames: true } },
      { ...defaults, featureGates: "ACMEHTTP01IngressPathTypeExact=false,OtherNames=true" },
    ],
    [
      "tell no gate to a release that does not know it",
      { platform: "openshift", version: "v1.17.4" },
      defaults,
    ],
    [
      "say to an older chart by flags what it has no value for",
      { version: "v1.9.1", dns01RecursiveNameservers: "10.0.0.1:53", extraArgs: ["--v=4"], gatewayApi: true },
      {
        installCRDs: true,
        global: defaults.global,
        startupapicheck: defaults.startupapicheck,
        extraArgs: ["--v=4", "--dns01-recursive-nameservers=10.0.0.1:53"],
        featureGates: "ExperimentalGatewayAPISupport=true",
      },
    ],
    [
      "let values win, field by field",
      {
        webhook: { replicaCount: 3 },
        values: {
          webhook: { hostNetwork: true },
          global: { logLevel: 4 },
          startupapicheck: { enabled: true },
        },
      },
      {
        ...defaults,
        global: { leaderElection: { namespace: "certs" }, logLevel: 4 },
        startupapicheck: { enabled: true },
        webhook: { replicaCount: 3, hostNetwork: true },
      },
    ],
    [
      "replace lists as a whole",
      { extraArgs: ["--a"], values: { extraArgs: ["--b"] } },
      { ...defaults, extraArgs: ["--b"] },
    ],
  ];
  it.each(rows)("%s", async (_sentence, args, values) => {
    expect(await known(chartValues(args, "certs"))).toEqual(values);
  });
});

const known = (values: object) => new Promise((resolve) => pulumi.output(values).apply(resolve));
