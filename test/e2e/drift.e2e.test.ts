import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { editSecret, secretData } from "./manifest.js";
import { alone } from "./programs.js";
import { Project } from "./project.js";

describe("what somebody did to the files", () => {
  let project: Project;
  const secret = () => project.path("certs/default/web-tls.yaml");
  const record = () => project.path("certs/default/web-tls.kubecerts.yaml");
  const revision = async () => (await project.state()).web?.outputs.revision;

  beforeEach(async () => {
    project = await Project.create(inject("installed"), "drift");
    project.program(alone());
    await project.up();
  });

  const edits: readonly [sentence: string, edit: () => void, preview: string, revision: number][] = [
    [
      "issues again when the manifest was deleted",
      () => rmSync(secret()),
      "reissue - the Secret is gone, and its private key with it; revision 2",
      2,
    ],
    [
      "issues again when a key of another type was pasted in",
      () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        editSecret(secret(), { "tls.key": privateKey.export({ type: "pkcs1", format: "pem" }).toString() });
      },
      "reissue - tls.key in the Secret is not the certificate's key: it is the key of another certificate; revision 2",
      2,
    ],
    [
      "writes the certificate again when it was edited and the key is still there",
      () => editSecret(secret(), { "tls.crt": "edited" }),
      "repair - tls.crt in the Secret is no certificate, wanted certificate",
      1,
    ],
    [
      "writes the record again when it was deleted",
      () => rmSync(record()),
      "repair - the record beside the Secret is at fault: it is gone; revision 1 is written again",
      1,
    ],
    [
      "writes the record again when it was garbled",
      () => writeFileSync(record(), "garbage"),
      "repair - the record beside the Secret is at fault: the record",
      1,
    ],
    [
      "issues again when the manifest was garbled",
      () => writeFileSync(secret(), "- garbage"),
      "reissue - tls.crt in the Secret cannot be read",
      2,
    ],
  ];

  it.each(edits)("%s, with and without a refresh", async (_sentence, edit, preview, expected) => {
    edit();
    expect((await project.preview()).text).toContain(preview);
    await project.pulumi("refresh", "--yes", "--skip-preview");
    expect((await project.preview()).text).toContain(preview);
    await project.up();
    expect(await revision()).toBe(expected);
    await project.up("--expect-no-changes");
  });

  it("creates it again when manifest and record were deleted, which a refresh takes out of the state", async () => {
    rmSync(secret());
    rmSync(record());
    expect((await project.preview()).text).toContain(
      "issue - nothing is at default/web-tls, though the state knows of it: it is gone with its private key, or was never issued; revision 2",
    );
    await project.pulumi("refresh", "--yes", "--skip-preview");
    expect(await project.state()).not.toHaveProperty("web");
    expect((await project.preview()).text).toContain(
      "Certificate web create issue - nothing exists yet at default/web-tls; revision 1",
    );
    await project.up();
    expect(await revision()).toBe(1);
  });

  it("keeps it in the state when the files cannot be read, defers in the preview, fails with the cause in up", async () => {
    const kept = readFileSync(record());
    rmSync(record());
    mkdirSync(record()); // a folder in the file's place: root can read everything else
    const { text } = await project.preview();
    expect(text).toContain("warning: defer - what is there is not known: ");
    expect(text).toContain("EISDIR");
    const refresh = await project.attempt(["refresh", "--yes", "--skip-preview"]);
    expect(refresh.text).toContain("was not refreshed");
    expect(await project.state()).toHaveProperty("web");
    project.program(alone(`duration: "48h",`));
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect([
      failed.status === 0,
      failed.text.includes("Certificate default/web-tls was not touched: what is there is not known: "),
    ]).toEqual([false, true]);
    rmSync(record(), { recursive: true });
    writeFileSync(record(), kept);
    await project.up();
    expect(await revision()).toBe(2);
  });

  it("repairs after a failed up: nothing was lost, and the next one completes", async () => {
    await project.destroy();
    rmSync(project.path("certs"), { recursive: true, force: true });
    writeFileSync(project.path("certs"), "a file where the folder should be");
    const failed = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(failed.status).not.toBe(0);
    expect(failed.text).not.toContain("    at ");
    rmSync(project.path("certs"));
    await project.up();
    expect(existsSync(secret())).toBe(true);
    await project.up("--expect-no-changes");
  });

  it("records what another run renewed, and orders nothing", async () => {
    const before = (await project.pulumi("stack", "export")).stdout;
    project.program(alone(`renewal: { trigger: 1 },`));
    await project.up();
    const renewed = secretData(secret())["tls.crt"];
    writeFileSync(project.path("before.json"), before); // as if that run had died before it stored its state
    await project.pulumi("stack", "import", "--file", "before.json");
    expect((await project.preview()).text).toContain("record - revision 2 is there, issued ");
    await project.up();
    expect([await revision(), secretData(secret())["tls.crt"]]).toEqual([2, renewed]);
    await project.up("--expect-no-changes");
  });
});
