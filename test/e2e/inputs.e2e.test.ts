import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { expectGolden, normalised } from "./normalised.js";
import { alone } from "./programs.js";
import { Project } from "./project.js";

describe("inputs", () => {
  let project: Project;

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "inputs");
  });

  it("refuses all that is wrong in one preview, property by property and without a stack", async () => {
    project.program(`
new kubecerts.Certificate("web", {
  secretName: "Web_TLS", dnsNames: ["bücher.example", "no host"], duration: "90d", renewBefore: "2m",
  privateKey: { algorithm: "ECDSA", size: 300 }, dnsName: "x.example.com",
});`);
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    for (const failure of [
      "must be the name of a Secret (DNS-1123)",
      "write it in punycode, xn--bcher-kva.example",
      `"no host" is not a host name (RFC 1123)`,
      "must be a duration such as",
      "must be at least 5m",
      "must be 256, 384 or 521 for ECDSA, not 300",
      "is not a field of a Certificate; did you mean dnsNames?",
      "is missing: give issuerRef (cert-manager issues) or issuer (the provider issues)",
    ])
      expect(text).toContain(failure);
    expect(text).not.toMatch(/^ +at /m);
  });

  it("refuses, in the preview, a folder that git would commit, and takes it once git ignores it", async () => {
    project.program(alone());
    execFileSync("git", ["init", "--quiet"], { cwd: project.folder });
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toMatch(/property store .*lies in the git work tree .* and git does not ignore it/s);
    project.write(".gitignore", "certs/\n");
    expect((await project.preview()).text).toContain("issue - nothing exists yet");
  });

  it("previews a name that is not known yet as decided at apply, not as a renewal and not as a failure", async () => {
    const program = (trigger: number) => `
const root = new kubecerts.Certificate("root", {
  secretName: "root", commonName: "root", isCA: true, issuer: { selfSigned: {} }, store: { directory: "certs" },
  privateKey: { algorithm: "ECDSA" }, renewal: { trigger: ${trigger} },
});
${alone(`dnsNames: [root.serialNumber.apply((serial) => serial.slice(0, 8) + ".example.com")],`)}`;
    project.program(program(1));
    expect((await project.preview()).text).toContain(
      "Certificate web create decided at apply: waiting on dnsNames",
    );
    await project.up();
    project.program(program(2));
    const { text } = await project.preview();
    expect(text).toMatch(/Certificate web update \[diff: ~dnsNames\]; decided at apply: waiting on dnsNames/);
    await project.up();
    expect((await project.state()).web?.outputs.revision).toBe(2);
    await project.destroy();
  });

  it("binds a saved plan to its decisions: what falls due in between violates it", async () => {
    const experimental = { PULUMI_EXPERIMENTAL: "true" };
    project.program(alone(`duration: "1h", renewBefore: "59m59s",`)); // due a second after it was issued
    await project.up();
    const plan = ["preview", "--save-plan", "plan.json"];
    expect((await project.attempt(plan, { ...experimental, KUBECERTS_NOW: "-1h" })).text).toContain(
      "2 unchanged",
    );
    const violated = await project.attempt(["up", "--yes", "--plan", "plan.json"], experimental);
    expect([violated.status === 0, violated.text.includes("violates plan")]).toEqual([false, true]);
    expectGolden("plan.txt", normalised(violated.text, project));
    expect((await project.state()).web?.outputs.revision).toBe(1);

    expect((await project.attempt(plan, experimental)).text).toContain("renew - due since ");
    expect((await project.attempt(["up", "--yes", "--plan", "plan.json"], experimental)).status).toBe(0);
    expect((await project.state()).web?.outputs.revision).toBe(2);
    await project.destroy();
  });

  it("replaces under another name: the new one is there before the old one goes", async () => {
    project.program(alone());
    await project.up();
    project.program(alone(`secretName: "other-tls",`));
    const { text } = await project.preview();
    expect(text).toMatch(/Certificate web replace \[diff: ~decision,secretName\]/);
    await project.up();
    expect((await project.state()).web?.outputs).toMatchObject({ secretName: "other-tls", revision: 1 });
    await project.destroy();
  });
});
