import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPackage } from "../e2e/installed-package.js";
import { Project } from "../e2e/project.js";
import { certificates, noOpModule, noOps } from "./programs.js";

/** One measurement: ours beside the baseline, in the same run and in turn. Seconds are medians. */
interface Row {
  readonly name: string;
  readonly seconds: number;
  readonly baseline: number;
  readonly ratio: number;
  readonly msPerCertificate?: number;
  readonly stateBytes?: number;
}

const turns = 3;
const counts = [0, 100, 1000];

async function main(): Promise<void> {
  const installed = await installPackage();
  mkdirSync(join(installed.folder, "node_modules/no-op"));
  writeFileSync(join(installed.folder, "node_modules/no-op/index.js"), noOpModule);
  try {
    for (const count of counts) await previewRow(installed.folder, count);
    await upRow(installed.folder, 200);
  } finally {
    installed.remove();
  }
}

/** Previews in which nothing is due, against resources that do nothing and carry the same bytes. */
async function previewRow(folder: string, count: number): Promise<void> {
  const ours = await Project.create(folder, `ours-${count}`);
  const others = await Project.create(folder, `no-ops-${count}`);
  ours.program(count === 0 ? "" : certificates(count));
  others.program(noOps(count));
  await ours.up();
  await others.up();
  const [seconds, baseline] = await inTurn(
    () => ours.preview(),
    () => others.preview(),
  );
  const state = count === 0 ? {} : { stateBytes: await stateBytes(ours) };
  const each = count === 0 ? {} : { msPerCertificate: round(((seconds - baseline) * 1000) / count) };
  print({ name: `preview-${count}`, seconds, baseline, ratio: round(seconds / baseline), ...each, ...state });
}

/** Creates with the provider's own CA, against resources that do nothing. */
async function upRow(folder: string, count: number): Promise<void> {
  const fresh = async (name: string, body: string) => {
    const project = await Project.create(folder, name);
    project.program(body);
    return () => project.up();
  };
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    times[0].push(await timed(await fresh(`up-ours-${turn}`, certificates(count))));
    times[1].push(await timed(await fresh(`up-no-ops-${turn}`, noOps(count))));
  }
  const [seconds, baseline] = [median(times[0]), median(times[1])];
  print({ name: `up-${count}-ca`, seconds, baseline, ratio: round(seconds / baseline) });
}

async function inTurn(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    times[0].push(await timed(one));
    times[1].push(await timed(other));
  }
  return [median(times[0]), median(times[1])];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** What one certificate takes in the state, without its PEM. */
async function stateBytes(project: Project): Promise<number> {
  const certificate = (await project.state()).c0;
  const { certificatePem, caPem } = (certificate?.outputs ?? {}) as Record<string, string>;
  return (
    JSON.stringify(certificate).length -
    JSON.stringify(certificatePem).length -
    JSON.stringify(caPem ?? "").length
  );
}

function median(values: readonly number[]): number {
  return round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function print(row: Row): void {
  if (process.argv.includes("--json")) console.log(JSON.stringify(row));
  else
    console.log(
      Object.entries(row)
        .map(([name, value]) => `${name} ${value}`)
        .join("  "),
    );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
