import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Properties } from "../provider/outputs.js";
import { selectNamespaces } from "../provider/select-namespaces.js";
import { parseSpec } from "../provider/spec/parse-spec.js";
import { readRequest } from "../provider/x509/read-request.js";
import { at } from "./support/certificates.js";
import { Stack } from "./support/stack.js";

const now = at("2026-02-01T00:00:00Z");
const day = 86_400_000;
let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});

const web = {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { selfSigned: {} },
  secretTemplate: { labels: { team: "shop" }, annotations: { note: "for the original alone" } },
};
const audit = { namespace: "audit" };
const edge = { namespace: "edge", name: "shop" };
const both = { ...web, copies: [audit, edge] };

const file = (namespace: string, name: string) => join(stack.folder, namespace, `${name}.yaml`);
const manifest = (namespace: string, name: string) => parse(readFileSync(file(namespace, name), "utf8"));
const edit = (namespace: string, name: string, change: (object: ReturnType<typeof manifest>) => void) => {
  const object = manifest(namespace, name);
  change(object);
  writeFileSync(file(namespace, name), stringify(object));
};
const data = (namespace: string, name: string) => manifest(namespace, name).data;
const original = () => data("default", "web-tls");

describe("the copies of a certificate", () => {
  it("hold the same bytes, with metadata of their own", async () => {
    await stack.up("web", both);
    expect([data("audit", "web-tls"), data("edge", "shop")]).toEqual([original(), original()]);
    const { metadata, type } = manifest("audit", "web-tls");
    expect([type, Object.keys(metadata.labels), Object.keys(metadata.annotations)]).toEqual([
      "kubernetes.io/tls",
      ["app.kubernetes.io/managed-by", "kubecerts.io/owner"],
      ["kubecerts.io/copy"],
    ]);
    expect(await stack.up("web", both)).toBe("keep");
  });

  it("follow a renewal", async () => {
    await stack.up("web", both);
    const before = original();
    stack.now = now + 70 * day;
    expect(await stack.up("web", both)).toMatch(/^renew - /);
    expect(original()).not.toEqual(before);
    expect([data("audit", "web-tls"), data("edge", "shop")]).toEqual([original(), original()]);
    expect(await stack.up("web", both)).toBe("keep");
  });

  it("that were added later are written without an order, and the certificate's Secret is left as it is", async () => {
    await stack.up("web", web);
    const before = readFileSync(file("default", "web-tls"), "utf8");
    expect(await stack.up("web", both)).toBe(
      "repair - the copy audit/web-tls is not there; the copy edge/shop is not there; copies changed; revision 1 is written again",
    );
    expect(data("edge", "shop")).toEqual(original());
    expect(readFileSync(file("default", "web-tls"), "utf8")).toBe(before);
    expect(await stack.up("web", both)).toBe("keep");
  });

  const drifts: [what: string, drift: () => void, reason: string][] = [
    ["gone", () => rmSync(file("audit", "web-tls")), "is not there"],
    [
      "of another key",
      () => edit("audit", "web-tls", ({ data }) => Object.assign(data, { "tls.key": "bm8ga2V5" })),
      "was changed: tls.key in the Secret is not the certificate's key: it is no private key that can be read",
    ],
    [
      "without its CA",
      () => edit("audit", "web-tls", ({ data }) => delete data["ca.crt"]),
      "was changed: the Secret lacks ca.crt",
    ],
    [
      "without the label of its owner",
      () => edit("audit", "web-tls", ({ metadata }) => delete metadata.labels["kubecerts.io/owner"]),
      "lost the label of its owner",
    ],
  ];
  it.each(drifts)("are mended where one is %s", async (_, drift, reason) => {
    await stack.up("web", both);
    drift();
    expect((await stack.preview("web", both)).said).toEqual([
      `repair - the copy audit/web-tls ${reason}; revision 1 is written again`,
    ]);
    await stack.up("web", both);
    expect(data("audit", "web-tls")).toEqual(original());
    expect(await stack.up("web", both)).toBe("keep");
  });

  it("follow the certificate's own Secret into another form", async () => {
    await stack.up("web", both);
    const before = original();
    const other = { ...both, privateKey: { algorithm: "ECDSA", encoding: "PKCS8" } };
    const formats = { ...other, additionalOutputFormats: [{ type: "CombinedPEM" }] };
    await stack.up("web", formats);
    expect(Object.keys(original()).length).toBe(Object.keys(before).length + 1);
    expect([data("audit", "web-tls"), data("edge", "shop")]).toEqual([original(), original()]);
    expect(await stack.up("web", formats)).toBe("keep");
  });

  it("may carry the marks of others", async () => {
    await stack.up("web", both);
    edit("audit", "web-tls", ({ metadata }) => Object.assign(metadata.annotations, { seen: "yes" }));
    expect(await stack.up("web", both)).toBe("keep");
  });

  it("are removed when they are taken off the list, and on destroy", async () => {
    await stack.up("web", both);
    expect(await stack.up("web", { ...web, copies: [edge] })).toMatch(
      /^repair - the copy audit\/web-tls is not on the list any more; /,
    );
    expect([existsSync(file("audit", "web-tls")), data("edge", "shop")]).toEqual([false, original()]);
    await stack.destroy("web");
    expect(existsSync(file("edge", "shop"))).toBe(false);
  });
});

describe("a Secret of somebody else at the place of a copy", () => {
  const other = { ...web, secretName: "shop", namespace: "edge", dnsNames: ["other.example.com"] };

  it("is refused by name in the preview", async () => {
    await stack.up("other", other);
    const refusal = {
      property: "copies[1]",
      reason:
        "cannot be written: the Secret edge/shop belongs to other of app/dev. Give the copy another name, or remove that Secret",
    };
    expect((await stack.preview("web", both)).failures).toEqual([refusal]);
    await stack.up("web", web);
    expect((await stack.preview("web", both)).failures).toEqual([refusal]);
  });

  it("is left alone by up, which writes the other copies and names this one; the next one completes it", async () => {
    await stack.up("web", both);
    await stack.up("other", { ...other, secretName: "free" });
    const foreign = readFileSync(file("edge", "free"), "utf8").replaceAll("free", "shop");
    writeFileSync(file("edge", "shop"), foreign);
    stack.now = now + 70 * day;
    const failed = await stack.up("web", both).catch((error: Error) => error);
    expect(failed).toMatchObject({
      message:
        "Certificate default/web-tls: a copy is not as wanted: edge/shop: cannot be written: the Secret there belongs to other of app/dev. The certificate stands and is recorded as revision 2, and every other copy holds it. Mend that and run pulumi up again, which orders nothing.",
    });
    expect(readFileSync(file("edge", "shop"), "utf8")).toBe(foreign);
    expect([stack.outputs("web").revision, data("audit", "web-tls")]).toEqual([2, original()]);
    rmSync(file("edge", "shop"));
    await stack.up("web", both);
    expect([stack.outputs("web").revision, data("edge", "shop")]).toEqual([2, original()]);
    expect(await stack.up("web", both)).toBe("keep");
  });

  it("is told of a certificate that would take the place of a copy, too", async () => {
    await stack.up("web", both);
    expect((await stack.preview("other", other)).failures).toEqual([
      {
        property: "secretName",
        reason: expect.stringMatching(
          /^the Secret belongs to web of app\/dev, as a copy of default\/web-tls\. Choose another secretName/,
        ),
      },
    ]);
  });
});

describe("the copies for a selector", () => {
  const selecting = (more: object = {}) => ({
    ...web,
    store: undefined,
    cluster: { context: "here" },
    copies: [{ namespaceSelector: { matchLabels: { team: "shop" } }, ...more }],
  });
  const asked: string[] = [];
  const cluster = (names: readonly string[]) => async (_: object, labelSelector: string) => {
    asked.push(labelSelector);
    return names;
  };
  const inputs = async (names: readonly string[] | Error, olds: Properties, args: object) => {
    const list = names instanceof Error ? () => Promise.reject(names) : cluster(names);
    return await selectNamespaces(list, olds, args as Properties);
  };

  it("are in the namespaces that have its labels now, of which none is Kubernetes' own, in a preview's words", async () => {
    asked.length = 0;
    const { inputs: found, said } = await inputs(["till", "kube-public", "audit"], {}, selecting());
    expect([found.copies, said, asked]).toEqual([
      [{ namespaceSelector: { matchLabels: { team: "shop" } }, namespaces: ["audit", "till"] }],
      [],
      ["team=shop"],
    ]);
    const parsed = parseSpec(found, readRequest);
    expect("spec" in parsed && parsed.spec.copies).toEqual([
      { namespace: "audit", name: "web-tls", index: 0 },
      { namespace: "till", name: "web-tls", index: 0 },
    ]);
  });

  it("are asked for in the form of a list request, whatever the selector says", async () => {
    asked.length = 0;
    const matchExpressions = [
      { key: "team", operator: "In", values: ["till", "shop"] },
      { key: "frozen", operator: "DoesNotExist" },
      { key: "stage", operator: "NotIn", values: ["test"] },
      { key: "example.com/tls", operator: "Exists" },
    ];
    await inputs([], {}, selecting({ namespaceSelector: { matchExpressions } }));
    expect(asked).toEqual(["!frozen,example.com/tls,stage notin (test),team in (shop,till)"]);
  });

  it("stay where they were while the namespaces cannot be listed, and that is said", async () => {
    const before = await inputs(["audit"], {}, selecting());
    const after = await inputs(new Error("out of reach"), before.inputs, selecting());
    expect([after.inputs, after.said]).toEqual([
      before.inputs,
      [
        "copies[0].namespaceSelector: the namespaces were not listed, and its copies stay where they were: out of reach",
      ],
    ]);
  });

  it("are not known where they never could be listed, which fails no preview and no certificate", async () => {
    const { inputs: unknown, said } = await inputs(new Error("out of reach"), {}, selecting());
    const parsed = parseSpec(unknown, readRequest);
    expect([said, "spec" in parsed && [parsed.spec.copies, parsed.spec.unselected]]).toEqual([
      [
        "copies[0].namespaceSelector: the namespaces were not listed, and its copies are not known: out of reach",
      ],
      [[], ["copies[0].namespaceSelector"]],
    ]);
  });

  it("leave out the certificate's own place, and one that is named besides", async () => {
    const args = { ...selecting(), copies: [...selecting().copies, { namespace: "audit" }] };
    const { inputs: found } = await inputs(["audit", "default", "edge"], {}, args);
    const parsed = parseSpec(found, readRequest);
    expect("spec" in parsed && parsed.spec.copies).toEqual([
      { namespace: "edge", name: "web-tls", index: 0 },
      { namespace: "audit", name: "web-tls", index: 1 },
    ]);
  });

  const faults: [copy: object, property: string, reason: string][] = [
    [{ namespace: "audit" }, "copies[0].namespace", "cannot be given beside namespaceSelector"],
    [
      { namespaceSelector: {} },
      "copies[0].namespaceSelector",
      "must name a label (matchLabels, matchExpressions)",
    ],
    [{ namespaceSelector: { matchLabels: {} } }, "copies[0].namespaceSelector", "must name a label"],
    [
      { namespaceSelector: { matchExpressions: [{ key: "team", operator: "In" }] } },
      "copies[0].namespaceSelector.matchExpressions[0].values",
      "is missing: In compares with them",
    ],
    [
      { namespaces: ["audit"] },
      "copies[0].namespaces",
      "cannot be given: it is what namespaceSelector selects",
    ],
  ];
  it.each(faults)("are refused where they are asked for as %j", async (copy, property, reason) => {
    stack.namespaces = async () => ["audit"];
    const { failures } = await stack.preview("web", selecting(copy));
    expect(failures).toEqual([{ property, reason }]);
  });

  it("are refused beside a folder, which has no namespaces to list", async () => {
    const { failures } = await stack.preview("web", { ...web, copies: selecting().copies });
    expect(failures).toEqual([
      {
        property: "copies[0].namespaceSelector",
        reason: "cannot be given beside store.directory: name the namespaces",
      },
    ]);
  });
});
