import { describe, expect, it } from "vitest";
import { unknownValue } from "../../provider/spec/fields.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { inputs, specOf } from "../support/observations.js";

const { store: _, ...inCluster } = inputs;
const west = { context: "west" };

describe("the copies of a specification", () => {
  it("lie in the certificate's namespace, under its name and in its store, where nothing else is said", () => {
    expect(
      specOf({ copies: [{ namespace: "audit" }, { name: "web" }, { namespace: "audit", name: "web" }] })
        .copies,
    ).toEqual([
      { namespace: "audit", name: "web-tls", index: 0 },
      { namespace: "shop", name: "web", index: 1 },
      { namespace: "audit", name: "web", index: 2 },
    ]);
  });

  it("may lie in other clusters, and under the same name there", () => {
    const parsed = parseSpec(
      { ...inCluster, cluster: { context: "east" }, copies: [{ cluster: west }] },
      readRequest,
    );
    expect("spec" in parsed && parsed.spec.copies).toEqual([
      { namespace: "shop", name: "web-tls", cluster: west, index: 0 },
    ]);
  });

  it("in the cluster of the certificate, by the same words, are copies in its own store", () => {
    const parsed = parseSpec(
      { ...inCluster, cluster: west, copies: [{ name: "web", cluster: west }] },
      readRequest,
    );
    expect("spec" in parsed && parsed.spec.copies).toEqual([{ namespace: "shop", name: "web", index: 0 }]);
  });

  it("wait on a kubeconfig that is not known yet", () => {
    expect(
      parseSpec({ ...inCluster, copies: [{ cluster: { kubeconfig: unknownValue } }] }, readRequest),
    ).toEqual({
      waitingOn: ["copies[0].cluster.kubeconfig"],
    });
  });

  const rows: [what: string, inputs: object, failures: readonly (readonly [string, string])[]][] = [
    ["no list", { copies: "audit" }, [["copies", 'must be a list, not "audit"']]],
    ["a text", { copies: ["audit"] }, [["copies[0]", 'must be an object, not "audit"']]],
    [
      "names that are none, all at once",
      { copies: [{ namespace: "Audit" }, { name: "-" }, { name: "a.kubecerts" }] },
      [
        ["copies[0].namespace", 'must be the name of a namespace, not "Audit"'],
        ["copies[1].name", 'must be the name of a Secret (DNS-1123), not ending as records do, not "-"'],
        [
          "copies[2].name",
          'must be the name of a Secret (DNS-1123), not ending as records do, not "a.kubecerts"',
        ],
      ],
    ],
    [
      "the certificate's own place",
      { copies: [{ namespace: "shop" }] },
      [["copies[0]", "is shop/web-tls, where the material lies already"]],
    ],
    [
      "a place twice",
      { copies: [{ namespace: "audit" }, { namespace: "audit", name: "web-tls" }] },
      [["copies[1]", "is audit/web-tls, where the material lies already"]],
    ],
    [
      "a cluster beside a folder",
      { copies: [{ cluster: west }] },
      [
        [
          "copies[0].cluster",
          "cannot be given beside store.directory: its copies are manifests in that folder",
        ],
      ],
    ],
    [
      "a field that is none",
      { copies: [{ namespaces: "audit", name: "web" }] },
      [["copies[0].namespaces", "is not a field of a Certificate; did you mean namespace?"]],
    ],
  ];
  it.each(rows)("are refused: %s", (_, changes, failures) => {
    expect(parseSpec({ ...inputs, ...changes }, readRequest)).toEqual({
      failures: failures.map(([property, reason]) => ({ property, reason })),
    });
  });
});
