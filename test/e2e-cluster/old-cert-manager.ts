import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Brings cert-manager v1.9.1 into the node, which has none of its images after a boot; with progress while it is built. */
export async function needOldCertManager(): Promise<void> {
  const script = join(__dirname, "../sandbox/sandbox");
  const child = spawn("bash", [script, "old-cert-manager"], { stdio: ["ignore", "inherit", "inherit"] });
  const [status] = await once(child, "close");
  if (status !== 0)
    throw new Error(
      "cert-manager v1.9.1 is not in the node, so nothing was tested. See npm run sandbox -- old-cert-manager.",
    );
}

/** Nothing compiled yet: seven minutes on two cores, and more where they have other work. */
export const oldCertManagerPatience = 900_000;
