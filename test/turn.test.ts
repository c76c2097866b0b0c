import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import type { Properties } from "../provider/outputs.js";
import { at } from "./support/certificates.js";
import { Stack } from "./support/stack.js";

const names = ["c", "a", "e", "b", "d"];
const privateKey = { algorithm: "ECDSA" };
const root = {
  secretName: "root",
  commonName: "Root",
  isCA: true,
  duration: "8760h",
  issuer: { selfSigned: {} },
  privateKey,
};

/** A leaf of the root; two of them have their turn in one `up`. */
const leaf = (name: string): Properties => ({
  secretName: name,
  dnsNames: [`${name}.example.com`],
  issuer: { ca: { secretName: "root", reissue: { atMost: 2 } } },
  privateKey,
});

let stack: Stack;
beforeEach(async () => {
  stack = new Stack(at("2026-02-01T00:00:00Z"));
  await stack.up("root", root);
  for (const name of names) await stack.up(name, leaf(name));
});

/** What a run finds to do for each leaf, in the order of the program. */
const previewed = () =>
  stack.inOneRun(async () => {
    const found: Record<string, string> = {};
    for (const name of names) found[name] = (await stack.preview(name, leaf(name))).said.join();
    return found;
  });
const reissuedBy = (run: Record<string, string>) =>
  names.filter((name) => run[name]?.startsWith("reissue")).sort();
const up = () =>
  stack.inOneRun(async () => {
    const done: Record<string, string> = {};
    for (const name of names) done[name] = await stack.up(name, leaf(name));
    return done;
  });
const rotate = () => stack.up("root", { ...root, renewal: { trigger: "rotate" } });

it("a CA that changed its key re-issues what it signed by name, so many an up, as the preview says", async () => {
  await rotate();
  const runs: string[][] = [];
  for (let i = 0; i < 4; i++) {
    const preview = reissuedBy(await previewed());
    expect(reissuedBy(await up())).toEqual(preview);
    runs.push(preview);
  }
  expect(runs).toEqual([["a", "b"], ["c", "d"], ["e"], []]);
});

it("what waits says how long, and keeps its certificate", async () => {
  const before = stack.secret("e")["tls.crt"];
  await rotate();
  const { e } = await previewed();
  expect(e).toBe(
    "defer - the CA's key is another one, and with that it is issued again 2 ups later: 4 others are before it, and at most 2 have their turn in one",
  );
  await up();
  expect(stack.secret("e")["tls.crt"]).toEqual(before);
});

it("a CA that changes twice loses nobody: who waited since the first key has its turn first by name", async () => {
  await rotate();
  await up();
  await stack.up("root", { ...root, renewal: { trigger: "once more" } });
  const runs: string[][] = [];
  for (let i = 0; i < 4; i++) runs.push(reissuedBy(await up()));
  expect(runs).toEqual([["a", "b"], ["c", "d"], ["e"], []]);
});

it("certificates of another stack in the same folder take nobody's turn", async () => {
  const record = join(stack.folder, "default/a.kubecerts.yaml");
  const others = join(stack.folder, "another");
  mkdirSync(others);
  const text = readFileSync(record, "utf8").replaceAll("namespace: default", "namespace: another");
  writeFileSync(join(others, "a.kubecerts.yaml"), text.replace('"stack": "dev"', '"stack": "prod"'));
  await rotate();
  expect(reissuedBy(await previewed())).toEqual(["a", "b"]);
});
