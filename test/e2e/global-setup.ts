import type { TestProject } from "vitest/node";
import { findPulumi } from "../toolchain/index.js";
import { installPackage } from "./installed-package.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A folder below which programs find the package under its own name. */
    readonly installed: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  await findPulumi(); // builds it on a machine that has none, once and with progress, before a test's time runs
  const { folder, remove } = await installPackage();
  project.provide("installed", folder);
  return remove;
}
