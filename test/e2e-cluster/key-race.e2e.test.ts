import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { clusterProject, withCertManager } from "./node.js";
import { PlayedIssuer } from "./played-issuer.js";

/** What cert-manager's own self-signed issuer says when it has lost the race, once in some thousand certificates. */
const race = "Error generating certificate template: CSR not signed by referenced private key";

/** As in cert-manager's issue 6331: its keys are in each other's way, and it waits for an hour. */
describe("while cert-manager's own keys are in each other's way", () => {
  let issuer: PlayedIssuer;
  let project: Project;

  const program = (more = "") =>
    project.program(
      withCertManager(`
new kubecerts.Certificate("race", { namespace: "default", secretName: "race-tls", dnsNames: ["race.example.test"],
  privateKey: { algorithm: "ECDSA" }, duration: "2160h", issuerRef: ${JSON.stringify(issuer.ref)}, ${more} },
  { dependsOn: certManager });`),
    );

  beforeAll(async () => {
    issuer = new PlayedIssuer();
    project = await clusterProject("race");
    project.program(withCertManager(""));
    await project.up();
    issuer.begin();
    program();
  });

  afterAll(async () => {
    await project?.destroy();
    await issuer?.end();
  });

  it("up fails with the cause when it asked three times, and the next one need not wait for an hour", async () => {
    issuer.willSay(race);
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).toBe(1);
    expect(issuer.answers).toBeGreaterThanOrEqual(3); // cert-manager itself makes another at times
    expect(text.match(/is asked again/g)?.length).toBeGreaterThanOrEqual(2);
    expect(text).toContain("Certificate default/race-tls was not issued.");
    expect(text).toContain(race);
    const { text: preview } = await project.preview();
    expect(preview).toMatch(
      /Certificate race .*repair - cert-manager's Certificate is there, and no record of what came of it/,
    );
    issuer.willSay(undefined);
    await project.up();
    expect((await project.state()).race?.outputs.revision).toBe(1);
  });

  it("up asks again by itself, and ends with the certificate", async () => {
    program(`renewal: { trigger: "again" },`);
    issuer.willSay(race, race, undefined);
    await project.up();
    expect([issuer.answers, (await project.state()).race?.outputs.revision]).toEqual([3, 2]);
  });

  it("what an issuer refuses for another reason is asked once", async () => {
    program(`renewal: { trigger: "once more" },`);
    issuer.willSay("no more certificates today");
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
    expect(status).toBe(1);
    expect(text).toContain("no more certificates today");
    expect(text).not.toContain("is asked again");
  });
});
