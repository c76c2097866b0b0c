import { mkdirSync, rmSync } from "node:fs";
import { beforeAll, describe, inject, it } from "vitest";
import { authority } from "../support/certificates.js";
import { expectGolden, normalised, toldByEvents, toldByJson } from "./normalised.js";
import { Project } from "./project.js";

/** Certificates by their names, each after the one before, with what each asks for beside the rest. */
function program(certificates: Readonly<Record<string, string>>): string {
  const all = Object.entries(certificates).map(
    ([name, asks], index, { [index - 1]: before }) => `
const ${name} = new kubecerts.Certificate("${name}", {
  secretName: "${name}", dnsNames: ["${name}.example.com"], ...shared, ${asks}
}, { dependsOn: [${before?.[0] ?? ""}] });`,
  );
  return `
const shared = { issuer: { selfSigned: {} }, store: { directory: "certs" }, privateKey: { algorithm: "ECDSA" } };
${all.join("")}`;
}

/** Due minutes after it was issued, at once for a preview of a later hour. */
const soon = `duration: "4h", renewBefore: "3h"`;
const later = { KUBECERTS_NOW: "+90m" };
/** A window that opens in three days. */
const closed = () => {
  const day = new Date(Date.now() + 3 * 86_400_000).toUTCString().slice(0, 3);
  return `renewal: { windows: [{ days: ["${day}"], start: "12:00", end: "13:00" }] }`;
};

describe("the real CLI prints", () => {
  let project: Project;
  const preview = async (...args: string[]) => {
    const { text } = await project.attempt(["preview", ...args], later);
    return normalised(text, project);
  };
  const urnOf = (name: string) =>
    `urn:pulumi:dev::previews::pulumi-nodejs:dynamic/kubecerts:Certificate::${name}`;

  const before = {
    due: soon,
    waiting: `${soon}, ${closed()}`,
    kept: "",
    named: "",
    drifted: "",
    noted: "",
    lost: "",
  };
  const after = {
    ...before,
    named: `dnsNames: ["named.example.com", "www.example.com"]`,
    drifted: `secretTemplate: { labels: { team: "web" } }`,
    noted: `timeout: "9m"`,
    fresh: "",
  };

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "previews");
    project.program(program(before));
    await project.up();
    const record = project.path("certs/default/lost.kubecerts.yaml");
    rmSync(record);
    mkdirSync(record); // a folder in its place: root can read everything else
    project.program(program(after));
  });

  it("every action on a row of its own", async () => {
    expectGolden("every-action.txt", await preview());
  });

  it("every action property by property", async () => {
    expectGolden("every-action.diff.txt", await preview("--diff"));
  });

  it("every action as JSON", async () => {
    const { stdout } = await project.attempt(["preview", "--json"], later);
    expectGolden("every-action.json", normalised(toldByJson(stdout), project));
  });

  it("every action to the engine's own log of events", async () => {
    const log = project.path("events.json");
    const debugging = { ...later, PULUMI_DEBUG_COMMANDS: "true" };
    await project.attempt(["preview", "--event-log", log], debugging);
    expectGolden("every-action.events.json", normalised(toldByEvents(project.read("events.json")), project));
  });

  it("one certificate of all when it is the target", async () => {
    expectGolden("target.txt", await preview("--target", urnOf("named")));
  });

  it("what a refresh finds, and what follows from it", async () => {
    rmSync(project.path("certs/default/drifted.yaml"));
    expectGolden("refresh.txt", await preview("--refresh", "--target", urnOf("drifted")));
  });

  it("what waits for values that are not known yet, and no secret", async () => {
    const { certificatePem, privateKeyPem } = authority();
    const fresh = await Project.create(inject("installed"), "unknown");
    fresh.program(`
const pair = ${JSON.stringify({ certificatePem, privateKeyPem })};
${program({
  root: `dnsNames: ["root.example.com"], isCA: true`,
  leaf: "issuer: { ca: root }",
  named: `dnsNames: [leaf.serialNumber.apply((serial) => "a" + serial + ".example.com")]`,
  placed: `store: undefined, issuer: undefined, issuerRef: { name: "ca" }, cluster: { kubeconfig: leaf.fingerprint }`,
  secret: `issuer: { ca: pair }, renewal: { trigger: pulumi.secret("a secret trigger") }`,
})}
exports.fingerprint = leaf.fingerprint;`);
    const { text } = await fresh.preview("--diff");
    expectGolden("unknown.diff.txt", normalised(text, fresh));
  });
});
