import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import shape from "../../sdk/issuer-1.21.json";
import { type Crd, crdShape } from "../support/crd-shape.js";
import { needSandbox } from "./node.js";

describe("the shape by which an issuer's arguments are checked", () => {
  it.each(["issuers", "clusterissuers"])("is that of the chart's CRD of %s", (kind) => {
    const file = join(needSandbox().chart, "templates", `crd-cert-manager.io_${kind}.yaml`);
    const withoutHelm = readFileSync(file, "utf8").replaceAll(/^.*\{\{.*$/gm, "");
    expect(crdShape(parse(withoutHelm) as Crd)).toEqual(shape);
  });
});
