import { describe, expect, it } from "vitest";
import { PreflightProvider } from "../../provider/installation/preflight-provider.js";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import { unknownValue } from "../../provider/spec/fields.js";

const install = {
  ...{ release: "cert-manager", namespace: "cert-manager", version: "v1.21.2", crds: true },
  ...{ createNamespace: true, allowDowngrade: false },
};
const adopt = { adopt: true };
const found = {
  ...{ release: "cm", namespace: "certs", leaderElectionNamespace: "kube-system" },
  ...{ version: "v1.20.3", featureGates: "" },
};

const webhook = {
  metadata: { name: "w", labels: { "app.kubernetes.io/instance": "cm" } },
  webhooks: [{ name: "webhook.cert-manager.io", clientConfig: { service: { namespace: "certs" } } }],
};
const controller = {
  metadata: { name: "cm" },
  spec: { template: { spec: { containers: [{ image: "controller:v1.20.3" }] } } },
};

/** A cluster that holds cert-manager v1.20.3 from the given look on, or cannot be reached at all. */
function preflight(from: number) {
  let [looks, now] = [0, 0];
  const lines: string[] = [];
  const list = async ({ plural }: { plural: string }) => {
    if (from < 0) throw new ClusterError("unreachable", "https://x is out of reach");
    if (plural === "validatingwebhookconfigurations") looks++;
    return {
      items: looks < from ? [] : plural === "deployments" ? [controller] : [webhook],
      resourceVersion: "1",
    };
  };
  const provider = new PreflightProvider({
    cluster: () => ({ list, get: async () => undefined, forgive: () => {} }) as never,
    log: async (_severity, line) => void lines.push(line),
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  });
  return { provider, lines };
}

describe("the preflight", () => {
  it("finds what is there in the preview, and tells what it is", async () => {
    const { provider, lines } = preflight(0);
    expect(await provider.check({}, adopt)).toEqual({ inputs: { ...adopt, ...found }, failures: [] });
    expect(lines[0]).toBe("using cert-manager v1.20.3 in namespace certs, installed by no Helm release");
  });

  it("waits in the update for what is not there in the preview", async () => {
    const { provider, lines } = preflight(3);
    expect(await provider.check({}, adopt)).toEqual({ inputs: adopt, failures: [] });
    expect(await provider.create(adopt)).toEqual({ id: "certs/cm", outs: found });
    expect(lines).toEqual([
      expect.stringMatching(/^there is no cert-manager in this cluster: .*; up waits for one$/),
      expect.stringMatching(/^waiting: there is no cert-manager/),
    ]);
  });

  it("gives up at its deadline, and says what to do", async () => {
    await expect(preflight(99).provider.create({ ...adopt, timeout: "1m" })).rejects.toThrow(
      /^No cert-manager was found in 1m: there is no cert-manager in this cluster: .* Nothing was made that needs it\. Install it, or leave install: false out, and run pulumi up again\.$/,
    );
  });

  it("passes the gate again when somebody else has upgraded it", async () => {
    const { provider } = preflight(0);
    const { inputs } = await provider.check({ ...adopt, ...found, version: "v1.19.6" }, adopt);
    expect(await provider.diff("id", { ...found, version: "v1.19.6" }, inputs)).toEqual({ changes: true });
    expect(await provider.diff("id", found, inputs)).toEqual({ changes: false });
  });

  it("keeps what it knew while the cluster is out of reach, or not known yet, and stands in nobody's way", async () => {
    const { provider, lines } = preflight(-1);
    const kept = { inputs: { ...adopt, ...found }, failures: [] };
    expect(await provider.check({ ...adopt, ...found }, adopt)).toEqual(kept);
    const cluster = unknownValue;
    expect(await provider.check({ ...adopt, ...found }, { ...adopt, cluster })).toEqual({
      inputs: { ...kept.inputs, cluster },
      failures: [],
    });
    expect(await provider.check({}, install)).toEqual({ inputs: install, failures: [] });
    expect(lines[0]).toBe("what stands in the cluster was not looked at: https://x is out of reach");
  });

  it("refuses a second installation, as a failure of the input that is wrong", async () => {
    const { failures } = await preflight(0).provider.check({}, install);
    expect(failures.map(({ property }) => property)).toEqual(["install"]);
  });

  it("does not uninstall by install: false what the stack installed", async () => {
    const { failures } = await preflight(0).provider.check(install, adopt);
    expect(failures).toEqual([
      {
        property: "install",
        reason: expect.stringContaining("this stack installed cert-manager, and would uninstall it"),
      },
    ]);
  });

  it("records what it was asked, and has nothing to delete", async () => {
    const { provider } = preflight(0);
    const { release, namespace, version } = install;
    expect(await provider.create(install)).toEqual({
      id: "cert-manager/cert-manager",
      outs: { release, namespace, version },
    });
    expect(await provider.delete()).toBeUndefined();
  });
});
