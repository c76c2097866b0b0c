import { describe, expect, it } from "vitest";
import type { KubernetesClient } from "../../provider/kubernetes/client.js";
import { unknownValue } from "../../provider/spec/fields.js";
import { TrustBundleProvider } from "../../provider/trust-bundle/trust-bundle-provider.js";
import { splitChain } from "../../provider/x509/read-certificate.js";
import { at, authority, issued } from "../support/certificates.js";

const [first, second] = ["first", "second"].map((name) => authority({ commonName: name }).caPem) as [
  string,
  string,
];
const configMap = { name: "roots", namespaces: ["shop", "default"] };
const __urn = "urn:pulumi:dev::app::pulumi-nodejs:dynamic/kubecerts:TrustBundle::roots";
const inputs = { sources: [first], keepOld: "720h", configMap, __urn };

/** A cluster of ConfigMaps and Bundles by their places, at an instant. */
function bundle(now = "2026-11-24T00:00:00Z", isTimeSet = false) {
  const objects = new Map<string, Record<string, never>>();
  const lines: string[] = [];
  const placeOf = ({ namespace = "", name }: { namespace?: string; name: string }) => `${namespace}/${name}`;
  const client = {
    get: async (of: { name: string }) => objects.get(placeOf(of)),
    apply: async (to: { name: string }, body: never) => void objects.set(placeOf(to), body),
    delete: async (of: { name: string }) => void objects.delete(placeOf(of)),
  } as unknown as KubernetesClient;
  const provider = new TrustBundleProvider({
    ...{ cluster: () => client, now: () => at(now), isTimeSet: () => isTimeSet },
    log: async (_severity, line) => void lines.push(line),
  });
  return { provider, objects, lines };
}

describe("a trust bundle", () => {
  it("is written into every namespace, and holds what the program named", async () => {
    const { provider, objects } = bundle();
    const { inputs: checked, failures } = await provider.check({}, inputs);
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(checked);
    expect([id, outs.pem]).toEqual(["roots", first]);
    expect([...objects].map(([place, { data }]) => [place, data])).toEqual([
      ["default/roots", { "ca.crt": first }],
      ["shop/roots", { "ca.crt": first }],
    ]);
    expect(await provider.diff("id", outs, (await provider.check(checked, inputs)).inputs)).toEqual({
      changes: false,
    });
  });

  it("holds the old root behind the new one, leaves namespaces that are not named any more, and goes whole", async () => {
    const { provider, objects, lines } = bundle();
    const { inputs: before } = await provider.check({}, inputs);
    const { outs } = await provider.create(before);
    const news = { ...inputs, sources: [second], configMap: { name: "roots" } };
    const { inputs: after } = await provider.check(before, news);
    expect(lines).toEqual([
      expect.stringMatching(/^keeps the old root CN=first \([0-9a-f]{16}\) until 2026-12-24T/),
    ]);
    expect(await provider.diff("id", outs, after)).toEqual({ changes: true });
    const updated = await provider.update("id", outs, after);
    expect([...objects].map(([place, { data }]) => [place, data])).toEqual([
      ["default/roots", { "ca.crt": second + first }],
    ]);
    await provider.delete("id", updated.outs);
    expect(objects.size).toBe(0);
  });

  it("is a Bundle of trust-manager's where the program says so", async () => {
    const { provider, objects } = bundle();
    const news = { ...inputs, configMap: undefined, bundle: { name: "roots", key: "roots.pem" } };
    await provider.create((await provider.check({}, news)).inputs);
    expect(objects.get("/roots")).toMatchObject({
      ...{ apiVersion: "trust.cert-manager.io/v1alpha1", kind: "Bundle" },
      spec: { sources: [{ inLine: first }], target: { configMap: { key: "roots.pem" } } },
    });
  });

  it("is written again after a refresh found it changed", async () => {
    const { provider, objects } = bundle();
    const { inputs: checked } = await provider.check({}, inputs);
    const { outs } = await provider.create(checked);
    expect((await provider.read("roots", outs)).props).toEqual(outs);
    objects.delete("shop/roots");
    const { props } = await provider.read("roots", outs);
    expect(await provider.diff("id", props, checked)).toEqual({ changes: true });
  });

  it("leaves what somebody else has at its place", async () => {
    const { provider, objects } = bundle();
    objects.set("shop/roots", { metadata: { labels: {} } } as never);
    await expect(provider.create((await provider.check({}, inputs)).inputs)).rejects.toThrow(
      "ConfigMap shop/roots was not written: it is there already, and is not of this resource. The bundle stands as it was. Give it another name, or mend that, and run pulumi up again.",
    );
  });

  it("is not written by a run that looks at another day", async () => {
    const { provider, objects } = bundle("2026-11-24T00:00:00Z", true);
    const { inputs: checked } = await provider.check({}, inputs);
    const refusal =
      "Trust bundle roots was not touched: KUBECERTS_NOW is set, and what is due then is not due now. Everything stands as it was. Unset KUBECERTS_NOW and run pulumi up again.";
    await expect(provider.create(checked)).rejects.toThrow(refusal);
    await expect(provider.delete("roots", checked)).rejects.toThrow(refusal);
    expect(objects.size).toBe(0);
  });

  it("is changed, and keeps what it held, while a root is not known yet", async () => {
    const { provider } = bundle();
    const { inputs: before } = await provider.check({}, inputs);
    const { inputs: after, failures } = await provider.check(before, { ...inputs, sources: [unknownValue] });
    expect([failures, after.roots]).toEqual([[], before.roots]);
    expect(await provider.diff("id", before, after)).toEqual({ changes: true });
  });

  const refusals: readonly [sentence: string, change: object, property: string, words: string][] = [
    ["no sources", { sources: undefined }, "sources", "is missing"],
    ["what is no PEM", { sources: [first, "root"] }, "sources[1]", "holds no CA's certificate in PEM"],
    [
      "a leaf alone",
      { sources: splitChain(issued({ issuer: authority() }).certificatePem).slice(0, 1) },
      "sources[0]",
      "only what a CA signed",
    ],
    ["two targets", { bundle: { name: "roots" } }, "configMap", "or bundle must be given, and not both"],
    ["a target without a name", { configMap: {} }, "configMap.name", "is missing"],
    ["a time that is none", { keepOld: "a month" }, "keepOld", "must be a duration such as 720h"],
  ];
  it.each(refusals)("refuses %s", async (_sentence, change, property, words) => {
    const { failures } = await bundle().provider.check({}, { ...inputs, ...change });
    expect(failures).toEqual([{ property, reason: expect.stringContaining(words) }]);
  });
});
