import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { stringify } from "yaml";
import { issued } from "../support/certificates.js";
import { secretData } from "./manifest.js";
import { alone } from "./programs.js";
import { Project } from "./project.js";

describe("a Secret, from the first day to the last", () => {
  let project: Project;
  const manifest = (namespace = "default") => project.path("certs", namespace, "web-tls.yaml");
  const key = () => secretData(manifest())["tls.key"];
  /** One certificate, with options of Pulumi's. */
  const withOptions = (options: string, changes = "") =>
    alone(changes).replace(/\}\);$/, `}, { ${options} });`);

  beforeEach(async () => {
    project = await Project.create(inject("installed"), "ownership");
  });

  it("is adopted by its fingerprint, which the refusal names, and left by a destroy, which says so", async () => {
    const made = issued({
      dnsNames: ["web.example.com"],
      notBefore: "2020-01-01T00:00:00Z",
      notAfter: "2099-01-01T00:00:00Z",
    });
    mkdirSync(project.path("certs/default"), { recursive: true });
    const stringData = { "tls.crt": made.certificatePem, "tls.key": made.privateKeyPem };
    const metadata = { name: "web-tls", namespace: "default" };
    writeFileSync(
      manifest(),
      stringify({ apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata, stringData }),
    );
    project.program(alone());
    const refused = await project.attempt(["preview"]);
    const adopt = `adopt: "${made.facts.fingerprint}"`;
    expect([refused.status === 0, refused.text.includes(adopt)]).toEqual([false, true]);
    project.program(alone(adopt));
    expect((await project.preview()).text).toContain(
      "Certificate web create repair - taken over from somebody else: it holds no record of kubecerts, as adopt names it; revision 1",
    );
    await project.up();
    expect(key()).toBe(made.privateKeyPem);
    await project.up("--expect-no-changes");
    const { text } = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(text).toContain("certificate default/web-tls was left where it is, for it was adopted");
    expect(key()).toBe(made.privateKeyPem);
  });

  it("is left by a destroy where onDelete says so, on its own row, and taken up again", async () => {
    project.program(alone(`onDelete: "retain",`));
    await project.up();
    const before = key();
    const { text } = await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(text).toMatch(
      /dynamic\/kubecerts:Certificate \(web\):\s+certificate default\/web-tls was left where it is/,
    );
    expect((await project.preview()).text).toContain("record - revision 1 is there already and fits");
    await project.up();
    expect(key()).toBe(before);
  });

  it("is kept by protect, and by retainOnDelete without a word of the provider's", async () => {
    project.program(withOptions("protect: true"));
    await project.up();
    const refused = await project.attempt(["destroy", "--yes", "--skip-preview"]);
    expect([refused.status === 0, existsSync(manifest())]).toEqual([false, true]);
    project.program(withOptions("retainOnDelete: true"));
    await project.up();
    await project.destroy();
    expect(existsSync(manifest())).toBe(true);
  });

  it("is not deleted one by one where it goes with something else", async () => {
    const space = `const space = new kubecerts.Certificate("space", {
      secretName: "space", dnsNames: ["space.example.com"], issuer: { selfSigned: {} },
      store: { directory: "certs" }, privateKey: { algorithm: "ECDSA" },
    });`;
    project.program(space + withOptions("deletedWith: space"));
    await project.up();
    await project.destroy();
    // What it goes with is deleted whole, which for a folder is nobody's to do but its owner's.
    expect([existsSync(manifest()), existsSync(project.path("certs/default/space.yaml"))]).toEqual([
      true,
      false,
    ]);
  });

  it("moves to another namespace without a gap: the new one is there before the old one goes", async () => {
    project.program(alone());
    await project.up();
    project.program(alone(`namespace: "shop",`));
    const { text } = await project.up();
    const [created, deleted] = ["created replacement", "deleted original"].map((step) => text.indexOf(step));
    expect(created).toBeGreaterThan(0);
    expect(deleted).toBeGreaterThan(created ?? 0);
    expect([existsSync(manifest()), existsSync(manifest("shop"))]).toEqual([false, true]);
    await project.up("--expect-no-changes");
  });

  it("is one resource's where two of a program claim it: the second is refused, and the first one stands", async () => {
    project.program(alone() + alone("", "twin"));
    const foreseen = await project.attempt(["preview"]);
    expect(foreseen.status).not.toBe(0);
    expect(foreseen.text).toMatch(
      /has a problem: is that of the resource (web|twin) of this program, too\. Give one of the two another secretName/,
    );
    project.program(alone());
    await project.up();
    project.program(alone() + alone("", "twin"));
    const before = key();
    const again = await project.attempt(["preview"]);
    expect([again.status === 0, again.text.includes("the Secret belongs to web of ownership/dev")]).toEqual([
      false,
      true,
    ]);
    expect(key()).toBe(before);
  });

  it("is refused to another stack of the same program", async () => {
    project.program(alone());
    await project.up();
    await project.pulumi("stack", "init", "prod");
    const { status, text } = await project.attempt(["preview"]);
    expect([status === 0, text.includes("the Secret belongs to web of ownership/dev")]).toEqual([
      false,
      true,
    ]);
  });
});
