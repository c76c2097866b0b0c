import { existsSync } from "node:fs";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { shop } from "./programs.js";
import { Project } from "./project.js";

interface Export {
  readonly deployment: { readonly resources: readonly Resource[] };
}

interface Resource {
  readonly id?: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: { readonly __kept: Readonly<Record<string, unknown>> };
}

/** A certificate as older releases kept it: its URN whole, its owner and its life twice, secrets marked everywhere. */
function asOlderReleasesHadIt(resource: Resource): Resource {
  const { id = "", urn, inputs, outputs } = resource;
  const { __kept: kept } = outputs;
  return {
    ...resource,
    ...{ additionalSecretOutputs: ["privateKeyPem", "__passwords"] },
    inputs: { ...inputs, __urn: urn, __owner: kept.owner },
    outputs: { ...outputs, __kept: { ...kept, version: 2, uid: id.split("/").at(-1) } },
  };
}

describe("the state of a certificate", () => {
  let project: Project;

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "state");
    project.program(shop());
    await project.up();
  });

  it("takes less than 2,000 bytes beside its PEM, the engine's own part with it", async () => {
    const { web } = await project.state();
    const { certificatePem, caPem, ...outputs } = web?.outputs ?? {};
    expect([certificatePem, caPem]).toEqual([expect.any(String), expect.any(String)]);
    expect(JSON.stringify({ ...web, outputs }).length).toBeLessThan(2000);
  });

  it("holds each PEM once, and of the stack only the program's own frames", async () => {
    const text = JSON.stringify((await project.state()).web);
    expect(text.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(2);
    expect(text.match(/project:\/\/\/[^"]*/g)).toEqual(
      Array(2).fill(expect.stringMatching(/^project:\/\/\/index\.js#\d+,\d+$/)),
    );
  });

  it("is read where an older release wrote it, changes nothing, and is destroyed from", async () => {
    const exported: Export = JSON.parse((await project.pulumi("stack", "export")).stdout);
    const resources = exported.deployment.resources.map((resource) =>
      resource.urn.includes("kubecerts:Certificate") ? asOlderReleasesHadIt(resource) : resource,
    );
    const older = { ...exported, deployment: { ...exported.deployment, resources } };
    project.write("older.json", JSON.stringify(older));
    await project.pulumi("stack", "import", "--file", "older.json");
    await project.up("--expect-no-changes");
    await project.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await project.pulumi("stack", "import", "--file", "older.json");
    await project.destroy();
    expect(existsSync(project.path("certs/shop/web-tls.yaml"))).toBe(false);
  });
});
