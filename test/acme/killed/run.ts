import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Properties } from "../../../provider/outputs.js";

/** Where a process is killed. */
export type Moment = `${Step} ${"to be sent" | "sent" | "answered"}` | `${Write} ${"to be done" | "done"}`;
type Step = "account" | "newOrder" | "challenge" | "authorization" | "finalize" | "certificate";
type Write = "writeSecret" | "writeRecord" | "writeOrder" | "removeOrder";

export interface Run {
  /** Of the built package. */
  readonly folder: string;
  /** Of the Secrets. */
  readonly directory: string;
  readonly inputs: Properties;
  readonly olds?: Properties;
  readonly id?: string;
  readonly kill?: Moment;
}

export type Outcome = { readonly killed: true } | { readonly failed: string } | { readonly outs: Properties };

/** Runs it in another process; `killAfter` milliseconds it is killed from here. `state` is where orders are kept. */
export async function runProvider(run: Run, state: string, killAfter?: number): Promise<Outcome> {
  const child = spawn(process.execPath, ["--import", "tsx", join(__dirname, "child.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, RUN: JSON.stringify(run), XDG_STATE_HOME: state },
  });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const [, signal] = await once(child, "close");
  clearTimeout(timer);
  if (signal === "SIGKILL") return { killed: true };
  return JSON.parse(said.trim().split("\n").at(-1) ?? "{}");
}
