import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import type { Properties } from "../../../provider/outputs.js";

/** Where a process kills itself. */
export type Moment = `${Step} ${"to be sent" | "sent" | "answered"}` | `${Write} ${"to be done" | "done"}`;
type Step = "account" | "newOrder" | "challenge" | "authorization" | "finalize" | "certificate" | "keyChange";
type Write = "writeSecret" | "writeRecord" | "writeOrder" | "removeOrder";

export interface Run {
  readonly inputs: Properties;
  /** The outputs in the state; absent in a `create`. */
  readonly olds?: Properties;
  readonly kill?: Moment;
}

/** What the child is told. */
export interface Told extends Run {
  /** Where the built package lies. */
  readonly built: string;
  /** Of the Secrets. */
  readonly secrets: string;
}

export type Outcome = { readonly killed: true } | { readonly failed: string } | { readonly outs: Properties };

/** What a run made, which was to end well. */
export function outs(outcome: Outcome): Properties {
  if ("outs" in outcome) return outcome.outs;
  throw new Error(JSON.stringify(outcome));
}

/** Providers in processes of their own, one after the other, over one folder of Secrets. */
export class Providers {
  readonly secrets: string;
  /** Where orders are kept. */
  readonly state: string;
  readonly #built: string;
  readonly #child: string;

  constructor(built: string, folder: string) {
    this.#built = built;
    this.secrets = join(folder, "secrets");
    this.state = join(folder, "state");
    // Once, and not in every process: a hundred of them are started.
    this.#child = join(folder, "child.cjs");
    const source = readFileSync(join(__dirname, "child.ts"), "utf8");
    const compilerOptions = {
      module: ModuleKind.CommonJS,
      target: ScriptTarget.ES2022,
      esModuleInterop: true,
    };
    writeFileSync(this.#child, transpileModule(source, { compilerOptions }).outputText);
  }

  /** `killAfter` milliseconds it is killed from here. */
  async run(run: Run, killAfter?: number): Promise<Outcome> {
    const told: Told = { ...run, built: this.#built, secrets: this.secrets };
    const child = spawn(process.execPath, [this.#child], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, TOLD: JSON.stringify(told), XDG_STATE_HOME: this.state },
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
}
