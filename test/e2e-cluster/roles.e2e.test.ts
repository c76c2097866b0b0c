import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../e2e/project.js";
import { Accounts } from "./accounts.js";
import { auditedSince } from "./audit.js";
import { clusterProject, withCertManager } from "./node.js";

/** The two roles of docs/rbac.md, exactly as they are given: a preview that sees no key, and an up that sees its own. */
describe("under the roles of the docs", () => {
  let ground: Project;
  let accounts: Accounts;
  let project: Project;
  const user = (name: string) => `system:serviceaccount:roles:${name}`;

  const program = (more = "") =>
    project.program(`
new kubecerts.Certificate("web", { namespace: "roles", secretName: "web-tls", dnsNames: ["a.example.test"],
  issuerRef: { name: "self-signed", kind: "ClusterIssuer" }, ${more} });
new kubecerts.Certificate("own", { namespace: "roles", secretName: "own-tls", dnsNames: ["b.example.test"], issuer: { selfSigned: {} }, ${more} });`);

  beforeAll(async () => {
    ground = await clusterProject("ground");
    ground.program(withCertManager(`new k8s.core.v1.Namespace("roles", { metadata: { name: "roles" } });`));
    await ground.up();
    accounts = new Accounts("roles", ground.folder);
    project = await clusterProject("roles", {
      kubeconfig: accounts.make("deployer", "previewer", "deployer"),
    });
    project.program("");
  });

  afterAll(async () => {
    await project?.destroy();
    accounts?.remove();
    await ground?.destroy();
  });

  it("the deployer issues, renews and finds nothing left to do", async () => {
    program();
    await project.up();
    program(`renewal: { trigger: 1 },`);
    await project.up();
    await project.up("--expect-no-changes");
    const state = await project.state();
    expect([state.web?.outputs.revision, state.own?.outputs.revision]).toEqual([2, 2]);
  });

  it("the previewer previews what is unchanged, due, changed and new without one request for a Secret", async () => {
    const previewer = accounts.make("previewer", "previewer");
    const since = Date.now();
    const preview = async (env = {}) =>
      (await project.attempt(["preview"], { KUBECONFIG: previewer, ...env })).text;
    expect(await preview()).toContain("3 unchanged");
    expect(await preview({ KUBECERTS_NOW: "+70d" })).toMatch(
      /web update.*renew - due since .*the Secret was not inspected: the identity may not list the Secrets of roles/,
    );
    program(`renewal: { trigger: 1 }, commonName: "changed",`);
    expect(await preview()).toMatch(/own update.*reissue - commonName was none, wanted changed/);
    project.program(
      `new kubecerts.Certificate("new", { namespace: "roles", secretName: "new-tls", dnsNames: ["c.example.test"], issuer: { selfSigned: {} } });`,
    );
    expect(await preview()).toContain("issue - nothing exists yet at roles/new-tls");

    const asked = auditedSince(since, ({ user: by }) => by === user("previewer"));
    expect(asked.length).toBeGreaterThan(4);
    expect(asked.filter(({ resource }) => resource === "secrets")).toEqual([]);
    expect(asked.filter(({ status }) => status >= 400 && status !== 404)).toEqual([]);
    program(`renewal: { trigger: 1 },`);
  });

  it("the previewer cannot act: up fails, says what is missing, and changes nothing", async () => {
    const before = await project.state();
    program(`renewal: { trigger: 2 },`);
    const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"], {
      KUBECONFIG: join(ground.folder, "previewer.kubeconfig"),
    });
    expect(status).not.toBe(0);
    expect(text).toContain(`User "${user("previewer")}" cannot`);
    expect((await project.state()).web?.outputs).toEqual(before.web?.outputs);
    program(`renewal: { trigger: 1 },`);
  });
});
