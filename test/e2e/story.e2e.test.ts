import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { secretData } from "./manifest.js";
import { expectGolden, normalised } from "./normalised.js";
import { shop } from "./programs.js";
import { Project } from "./project.js";

/** One life, told in order by the real CLI: each test goes on from where the one before it left off. */
describe("the first pulumi up", () => {
  let project: Project;
  const web = "certs/shop/web-tls.yaml";
  const issued = /Certificate web update \[diff: (.*?)\]; (.*)/;

  /** What the preview says of `web`: the properties that differ, and why. */
  const row = (text: string) => issued.exec(text)?.slice(1, 3);

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "story");
    project.program(shop());
  });

  it("previews what will be created, and what that waits for", async () => {
    const { text } = await project.preview();
    expect(text).toContain(
      "Certificate root create issue - nothing exists yet at default/root-ca; revision 1",
    );
    expect(text).toContain("Certificate web create decided at apply: waiting on issuer.ca.fingerprint");
    expect(existsSync(project.path("certs"))).toBe(false);
  });

  it("issues both, readable by their owner alone", async () => {
    const { text } = await project.up();
    expect(text).toContain("Certificate web created");
    expect(statSync(project.path(web)).mode & 0o777).toBe(0o600);
  });

  it("writes a chain that openssl verifies", () => {
    const data = secretData(project.path(web));
    for (const name of ["tls.crt", "ca.crt"]) writeFileSync(project.path(name), data[name] ?? "");
    const verify = [
      "verify",
      "-x509_strict",
      "-CAfile",
      "ca.crt",
      "-verify_hostname",
      "shop.example.com",
      "tls.crt",
    ];
    expect(execFileSync("openssl", verify, { cwd: project.folder, encoding: "utf8" })).toBe("tls.crt: OK\n");
  });

  it("finds nothing to do a second time", async () => {
    const { text } = await project.up("--expect-no-changes");
    expect(text).toContain("3 unchanged");
    expect(text).not.toContain("keep");
  });

  it("previews another day: what will be renewed then, and why", async () => {
    const { notAfter, renewalTime } = (await project.state()).web?.outputs ?? {};
    const { text } = await project.attempt(["preview"], { KUBECERTS_NOW: "+70d" });
    expect(row(text)).toEqual([
      "~decision",
      `renew - due since ${renewalTime} (a third of its 90 days remained); it ends ${notAfter}; revision 2`,
    ]);
    expectGolden("another-day.txt", normalised(text, project));
  });

  it("refuses to act on another day", async () => {
    const before = await project.state();
    const { status, text } = await project.attempt(["up", "--yes"], { KUBECERTS_NOW: "+70d" });
    expect(status).not.toBe(0);
    expect(text).toContain("KUBECERTS_NOW is set, so nothing is written");
    expect(text).not.toContain("    at ");
    expectGolden("another-day.up.txt", normalised(text, project));
    expect(await project.state()).toEqual(before);
  });

  it("names the field that was changed, and issues again", async () => {
    project.program(shop({ web: `dnsNames: ["shop.example.com", "www.example.com"],` }));
    const why =
      "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; revision 2";
    expect(row((await project.preview()).text)).toEqual(["~decision,dnsNames", why]);
    await project.up();
    expect((await project.state()).web?.outputs).toMatchObject({ revision: 2 });
  });

  it("renews when the trigger changes, with a new key", async () => {
    const before = secretData(project.path(web))["tls.key"];
    project.program(
      shop({ web: `dnsNames: ["shop.example.com", "www.example.com"], renewal: { trigger: "leak" },` }),
    );
    const why = "renew - forced: renewal.trigger was none, is leak; revision 3";
    expect(row((await project.preview()).text)).toEqual(["+renewal~decision", why]);
    await project.up();
    expect(secretData(project.path(web))["tls.key"]).not.toBe(before);
  });

  it("issues again what a new CA key no longer covers, and the preview says what that waits for", async () => {
    project.program(
      shop({
        root: `renewal: { trigger: 1 },`,
        web: `dnsNames: ["shop.example.com", "www.example.com"], renewal: { trigger: "leak" },`,
      }),
    );
    const { text } = await project.preview();
    expect(text).toContain("decided at apply: waiting on issuer.ca.fingerprint");
    expectGolden("dependents.txt", normalised(text, project));
    await project.up();
    const { web: leaf, root } = await project.state();
    expect(leaf?.outputs).toMatchObject({ revision: 4, caPem: root?.outputs.certificatePem });
    await project.up("--expect-no-changes");
  });

  it("destroys what it made, and only that", async () => {
    writeFileSync(project.path("certs/mine.yaml"), "kept: true\n");
    await project.destroy();
    expect(readdirSync(project.path("certs"))).toEqual(["mine.yaml"]);
  });
});
