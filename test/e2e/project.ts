import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPulumi, type OfflineOptions, offlineEnvironment } from "../toolchain/index.js";
import { KeyWatch } from "./key-watch.js";

/** What a run of the CLI printed, and how it ended. `text` is what a person saw: stdout and stderr as they came. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly text: string;
}

export interface ProjectOptions extends Partial<Pick<OfflineOptions, "kubeconfig" | "plugins">> {
  /** Whether keys are searched for in all that its runs leave, which takes some time. @default true */
  readonly isWatched?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** A program's folder as a user has it, its stack, and the real CLI. */
export class Project {
  readonly folder: string;
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;

  readonly #keys: KeyWatch | undefined;

  private constructor(
    folder: string,
    name: string,
    env: Readonly<Record<string, string>>,
    keys: KeyWatch | undefined,
  ) {
    this.#keys = keys;
    this.folder = folder;
    this.name = name;
    this.env = env;
  }

  /** Made below a folder from which the package can be resolved, with an empty stack `dev`. */
  static async create(parent: string, name: string, options: ProjectOptions = {}): Promise<Project> {
    const folder = join(parent, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const { env, isWatched = true, ...offline } = options;
    const pulumi = await findPulumi();
    const offlineEnv = offlineEnvironment({ pulumi, folder: join(folder, ".pulumi"), ...offline });
    const keys = isWatched ? new KeyWatch(folder, options.kubeconfig !== undefined) : undefined;
    const project = new Project(folder, name, { ...offlineEnv, ...env }, keys);
    project.write(
      "Pulumi.yaml",
      `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\n`,
    );
    project.write("package.json", `{ "name": "${name}", "private": true }\n`);
    await project.pulumi("stack", "init", "dev");
    return project;
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, text: string): void {
    writeFileSync(this.path(file), text);
  }

  read(file: string): string {
    return readFileSync(this.path(file), "utf8");
  }

  /** The body of a program in which `Certificate` and the rest of the package are in scope. */
  program(body: string): void {
    this.write(
      "index.js",
      `const kubecerts = require("pulumi-kubecerts");\nconst pulumi = require("@pulumi/pulumi");\n${body}\n`,
    );
  }

  /** Runs the CLI and expects it to succeed. */
  async pulumi(...args: string[]): Promise<Run> {
    const run = await this.attempt(args);
    if (run.status !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${run.status}:\n${run.text}`);
    return run;
  }

  /** Runs the CLI and answers how it ended. */
  attempt(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const all = [...args, "--non-interactive", "--color", "never"];
    const work = () => run("pulumi", all, { cwd: this.folder, env: { ...this.env, ...env } });
    // The one word by which secrets are shown: of these a program may have asked for a key (exportPrivateKey).
    const isAsked = args.includes("--show-secrets") && this.read("index.js").includes("exportPrivateKey");
    return this.#keys?.during(`pulumi ${args.join(" ")}`, isAsked, work) ?? work();
  }

  preview(...args: string[]): Promise<Run> {
    return this.pulumi("preview", ...args);
  }

  up(...args: string[]): Promise<Run> {
    return this.pulumi("up", "--yes", "--skip-preview", ...args);
  }

  /** The resources of the stack as the state holds them, by their names. */
  async state(...args: string[]): Promise<Record<string, ResourceState>> {
    const { stdout } = await this.pulumi("stack", "export", ...args);
    const resources: ResourceState[] = JSON.parse(stdout).deployment.resources ?? [];
    return Object.fromEntries(resources.map((resource) => [resource.urn.split("::").at(-1), resource]));
  }

  async destroy(): Promise<void> {
    await this.pulumi("destroy", "--yes", "--skip-preview");
  }
}

export interface ResourceState {
  readonly urn: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export function run(
  command: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, text] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
      text += chunk;
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, text }));
  });
}
