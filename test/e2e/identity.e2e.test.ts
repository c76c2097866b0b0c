import { writeFileSync } from "node:fs";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { secretData } from "./manifest.js";
import { alone } from "./programs.js";
import { Project } from "./project.js";

describe("whose a certificate is", () => {
  let project: Project;
  const certificate = () => secretData(project.path("certs/default/web-tls.yaml"))["tls.crt"];

  beforeEach(async () => {
    project = await Project.create(inject("installed"), "identity");
    project.program(alone());
    await project.up();
  });

  it("is kept by a rename with an alias", async () => {
    project.program(alone("", "shop").replace(/\}\);$/, `}, { aliases: [{ name: "web" }] });`));
    await project.up("--expect-no-changes");
  });

  it("is not lost by a rename without one: the preview refuses it and names the alias", async () => {
    const before = certificate();
    project.program(alone("", "shop"));
    const { status, text } = await project.attempt(["up", "--yes"]);
    expect(status).not.toBe(0);
    expect(text).toContain("the Secret belongs to web of identity/dev");
    expect(text).toContain(`aliases: [{ name: "web" }]`);
    expect(certificate()).toBe(before);
  });

  it("goes with the state through export and import", async () => {
    const { stdout } = await project.pulumi("stack", "export");
    writeFileSync(project.path("state.json"), stdout);
    await project.pulumi("stack", "rm", "dev", "--yes", "--force");
    await project.pulumi("stack", "init", "dev");
    await project.pulumi("stack", "import", "--file", "state.json");
    await project.up("--expect-no-changes");
  });

  it("is taken up again by the same resource when the state was lost", async () => {
    const before = certificate();
    await project.pulumi("stack", "rm", "dev", "--yes", "--force");
    await project.pulumi("stack", "init", "dev");
    expect((await project.preview()).text).toContain(
      "record - revision 1 is there already and fits; only the state did not know it; revision 1 is only recorded",
    );
    await project.up();
    expect(certificate()).toBe(before);
  });

  it("survives its own replacement: deleting the old life leaves the new one", async () => {
    const urn = (await project.state()).web?.urn ?? "";
    await project.up("--target-replace", urn);
    expect(certificate()).toContain("BEGIN CERTIFICATE");
    await project.up("--expect-no-changes");
  });

  it("has its record and its Secret speak of the same life after that", () => {
    const lives = ["web-tls", "web-tls.kubecerts"].map(
      (name) => /\\?"uid\\?": *\\?"([^"\\]+)/.exec(project.read(`certs/default/${name}.yaml`))?.[1],
    );
    expect(lives).toEqual([expect.any(String), lives[0]]);
  });
});
