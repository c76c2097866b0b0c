import { X509Certificate } from "node:crypto";
import { cpSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { splitChain } from "../../provider/x509/read-certificate.js";
import type { Project } from "../e2e/project.js";
import { kubectl } from "./kubectl.js";
import { clusterProject, needSandbox } from "./node.js";

const example = resolve(__dirname, "../../examples/private-ca");

interface Held {
  readonly uid: string;
  readonly roots: readonly X509Certificate[];
}

/** The ConfigMap of the bundle, and the leaf that the Secret holds. */
function held(): Held {
  const { metadata, data } = JSON.parse(kubectl("get configmap example-roots --output json"));
  return { uid: metadata.uid, roots: splitChain(data["ca.crt"]).map((pem) => new X509Certificate(pem)) };
}

function leaf(): X509Certificate {
  const encoded = kubectl("get secret web-tls --output jsonpath={.data.tls\\.crt}");
  return new X509Certificate(Buffer.from(encoded, "base64"));
}

/** Which of the roots signed it. */
const signers = (one: X509Certificate, { roots }: Held) => roots.map((root) => one.verify(root.publicKey));

describe("the example private-ca", () => {
  let project: Project;
  let before: { readonly bundle: Held; readonly leaf: X509Certificate };

  beforeAll(async () => {
    project = await clusterProject("private-ca", { env: { PULUMI_NODEJS_TRANSPILE_ONLY: "true" } });
    cpSync(example, project.folder, { recursive: true });
    const { chart, chartValues: values } = needSandbox();
    const settings = JSON.stringify({ chart, values });
    await project.pulumi("config", "set", "certManager", settings);
  });

  afterAll(() => project?.destroy());

  it("issues a leaf that the bundle vouches for", async () => {
    await project.up();
    before = { bundle: held(), leaf: leaf() };
    expect(signers(before.leaf, before.bundle)).toEqual([true]);
    await project.up("--expect-no-changes");
  });

  it("rotates the root in one up: the bundle holds both roots, in place, and both leaves are trusted", async () => {
    await project.pulumi("config", "set", "rotation", "2");
    const { text } = await project.up();
    expect(text).toMatch(/keeps the old root CN=Example Root \([0-9a-f]{16}\) until \d{4}-/);
    const after = held();
    expect(after.uid).toBe(before.bundle.uid);
    expect(signers(leaf(), after)).toEqual([true, false]);
    expect(signers(before.leaf, after)).toEqual([false, true]);
    await project.up("--expect-no-changes");
  });

  it("writes the bundle again when somebody took it away, after a refresh", async () => {
    kubectl("delete configmap example-roots");
    await project.pulumi("refresh", "--yes", "--skip-preview");
    await project.up();
    expect(held().roots.length).toBe(2);
  });

  it("leaves no bundle behind", async () => {
    await project.destroy();
    expect(kubectl("get configmap example-roots --ignore-not-found --output name")).toBe("");
  });
});
