import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { installPackage } from "../e2e/installed-package.js";
import { Project } from "../e2e/project.js";
import { cacheFolder } from "../toolchain/cache-folder.js";
import { findPulumi } from "../toolchain/index.js";
import { figures } from "./figures.js";
import { loop, type Stage } from "./loop.js";

const stages: readonly Stage[] = ["renewal", "RSA to ECDSA", "another root", "a failing up", "renewal"];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { certificates: { type: "string", default: "50" } } });
  for (const program of ["kube", "skipper"])
    if (!existsSync(cacheFolder("sandbox", "bin", program)))
      throw new Error(`${program} is not built: run npm run sandbox -- build`);
  await findPulumi();
  const { folder, remove } = await installPackage();
  try {
    const project = await Project.create(folder, "loop", { isWatched: false });
    const certificates = Number(values.certificates);
    const say = (line: string) => console.log(line);
    const result = await loop(project, { certificates, stages, say });
    console.log(`\n${figures(result)}`);
    process.exitCode = [...result.tallies.values()].every(({ failures }) => failures.size === 0) ? 0 : 1;
  } finally {
    remove();
  }
}

void main();
