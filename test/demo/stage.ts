import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Installed, installPackage } from "../e2e/installed-package.js";
import { run } from "../e2e/project.js";
import { findPulumi, type OfflineOptions, offlineEnvironment } from "../toolchain/index.js";

const examples = resolve(__dirname, "../../examples");

/** An empty folder as a user would have it, with an example in it, in which commands are shown as they run. */
export class Stage {
  readonly folder: string;
  readonly #installed: Installed;
  readonly #env: Record<string, string>;

  private constructor(folder: string, installed: Installed, env: Record<string, string>) {
    this.folder = folder;
    this.#installed = installed;
    this.#env = env;
  }

  static async open(example: string, options: Partial<OfflineOptions> = {}): Promise<Stage> {
    const pulumi = await findPulumi();
    const installed = await installPackage();
    const folder = join(installed.folder, example);
    cpSync(join(examples, example), folder, { recursive: true });
    const hidden = mkdtempSync(join(tmpdir(), "kubecerts-state-"));
    const env = offlineEnvironment({ pulumi, folder: hidden, ...options });
    const remove = () => {
      installed.remove();
      rmSync(hidden, { recursive: true, force: true });
    };
    // The types were checked with the examples; a program is not compiled anew for each command.
    return new Stage(
      folder,
      { folder: installed.folder, remove },
      { ...env, PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
    );
  }

  say(text: string): void {
    console.log(`\n# ${text}`);
  }

  /** Shows a command and what it prints, and ends the demo when that is not what the story promises. */
  async show(
    command: string,
    promises: readonly (string | RegExp)[] = [],
    env: Record<string, string> = {},
  ): Promise<string> {
    const shownEnv = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    console.log(`\n$ ${shownEnv.join("")}${command}`);
    const { status, text } = await run("bash", ["-c", command], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
    });
    console.log(text.trimEnd());
    if (status !== 0) throw new Error(`"${command}" ended with ${status}`);
    for (const promise of promises)
      if (typeof promise === "string" ? !text.includes(promise) : !promise.test(text))
        throw new Error(`"${command}" was to print ${promise}`);
    return text;
  }

  /** Runs a command whose arguments are too long to be shown. */
  async quietly([command = "", ...args]: readonly string[]): Promise<void> {
    const { status, text } = await run(command, args, { cwd: this.folder, env: this.#env });
    if (status !== 0)
      throw new Error(`"${command} ${args.slice(0, 3).join(" ")} ..." ended with ${status}: ${text}`);
  }

  /** Changes the program, as an editor would, and shows the line. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.folder, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
    writeFileSync(path, text.replace(from, to));
    console.log(`\n${file}\n- ${from.trim()}\n+ ${to.trim()}`);
  }

  close(): void {
    this.#installed.remove();
  }
}
