import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { holdsKey } from "../support/key-search.js";
import { argumentsDuring } from "../support/process-arguments.js";
import { secretData } from "./manifest.js";
import { shop } from "./programs.js";
import { Project, run } from "./project.js";

describe("the private key", () => {
  let project: Project;
  let keys: string[];
  const secrets = ["certs/default/root-ca.yaml", "certs/shop/web-tls.yaml"];
  const printed: string[] = [];
  const called: string[] = [];

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "secrecy");
    mkdirSync(project.path("logs"));
    project.program(shop());
    for (const [args, logged] of [
      [["preview", "--diff"], ["--logtostderr"]],
      [["up", "--yes", "--diff"], ["--logtostderr"]],
      [["preview", "--json"], ["--logtostderr"]],
      [["refresh", "--yes", "--diff"], ["--logtostderr"]],
      [["up", "--yes", "--target-replace", "**web"], []], // into files, below TMPDIR
    ] as const) {
      const run = () => project.attempt([...args, ...logged, "-v=9"], { TMPDIR: project.path("logs") });
      const { answer, seen } = await argumentsDuring(run);
      expect(answer.status).toBe(0);
      printed.push(answer.text);
      called.push(...seen);
    }
    keys = secrets.map((file) => secretData(project.path(file))["tls.key"] ?? "");
  }, 600_000);

  it("is found by this search where it is, so that finding nothing elsewhere means something", () => {
    expect(keys.map((key) => holdsKey(key, key))).toEqual([true, true]);
    const manifests = secrets.map((file) =>
      Buffer.from(secretData(project.path(file))["tls.key"] ?? "").toString("base64"),
    );
    expect(keys.map((key, index) => holdsKey(Buffer.from(manifests[index] ?? "", "base64"), key))).toEqual([
      true,
      true,
    ]);
  });

  it("is not in the state, decrypted or not", async () => {
    const state = (await project.pulumi("stack", "export", "--show-secrets")).stdout;
    expect(keys.map((key) => holdsKey(state, key))).toEqual([false, false]);
  });

  it("is not in what previews, updates and their most talkative logs print", () => {
    expect(printed.join("").length).toBeGreaterThan(100_000);
    expect(keys.map((key) => holdsKey(printed.join(""), key))).toEqual([false, false]);
  });

  it("is in no argument of a process", async () => {
    expect(called.filter((line) => line.startsWith("pulumi up")).length).toBeGreaterThan(0);
    expect(called.some((line) => line.includes("pulumi-nodejs"))).toBe(true);
    expect(keys.map((key) => holdsKey(called.join("\n"), key))).toEqual([false, false]);
    const key = keys[0] ?? "";
    const careless = () =>
      run(process.execPath, ["-e", "setTimeout(() => {}, 300)", "--", key], { cwd: project.folder });
    expect(holdsKey((await argumentsDuring(careless)).seen.join("\n"), key)).toBe(true);
  });

  it("is in no file but its manifest, which its owner alone can read", () => {
    const holders = filesBelow(project.folder).filter((file) => {
      const content = readFileSync(file);
      const decoded = content
        .toString("utf8")
        .replaceAll(/[A-Za-z0-9+/=\s]{100,}/g, (text) => Buffer.from(text, "base64").toString("latin1"));
      return keys.some((key) => holdsKey(content, key) || holdsKey(decoded, key));
    });
    const logs = filesBelow(project.path("logs")).map((file) => statSync(file).size);
    expect(Math.max(...logs)).toBeGreaterThan(100_000);
    expect(holders.sort()).toEqual(secrets.map((file) => project.path(file)));
    expect(holders.map((file) => statSync(file).mode & 0o077)).toEqual([0, 0]);
  });

  /** Asked for in the program, or by a transformation of what the program asked for. */
  const exporting = {
    "the program's": shop({ web: "exportPrivateKey: true," }),
    "a transformation's": `
pulumi.runtime.registerStackTransformation(({ name, props, opts }) =>
  name === "web" ? { props: { ...props, exportPrivateKey: true }, opts } : undefined);
${shop()}`,
  };

  it.each(Object.entries(exporting))(
    "is an output only by %s word, and then a Pulumi secret",
    async (_, program) => {
      project.program(shop());
      await project.up();
      project.program(program);
      expect((await project.preview()).text).toContain(
        "record - exportPrivateKey changed; revision 1 is only recorded",
      );
      await project.up();
      const key = keys[1] ?? "";
      const hidden = (await project.pulumi("stack", "export")).stdout;
      const shown = (await project.pulumi("stack", "export", "--show-secrets")).stdout;
      expect([holdsKey(hidden, key), holdsKey(shown, key)]).toEqual([false, true]);
    },
  );
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) return [];
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
