import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildStep } from "./build-step.js";

/** One command of a Go module that is pinned in this repository: its `go.mod` and `go.sum` lie in `module`. */
export interface GoProgram {
  readonly name: string;
  readonly module: string;
  /** The package to build; `.` for the module's own. */
  readonly package: string;
  /** Variables that the linker sets, such as the version that the program reports. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly expectedSeconds: number;
}

/** Makes `<cache>/<folder>/<name>` from Go modules, unless it is there. The Go that built it is not an input. */
export function goBuild(cache: string, folder: string, program: GoProgram): Promise<"cache" | "built"> {
  const { name, module, expectedSeconds } = program;
  const flags = [
    "-mod=readonly",
    "-buildvcs=false",
    `-tags=${(program.tags ?? []).join(",")}`,
    `-ldflags=${["-s", "-w", ...Object.entries(program.variables ?? {}).map(([k, v]) => `-X ${k}=${v}`)].join(" ")}`,
  ];
  return buildStep({
    name,
    cache,
    output: join(folder, name),
    inputs: [program.package, ...flags, ...sourcesOf(module)],
    expectedSeconds,
    make: async (unfinished) => {
      await go(module, name, ["build", ...flags, "-o", unfinished, program.package]);
    },
  });
}

/** The folder of a module that `go.mod` in `from` requires, in Go's own cache. */
export async function moduleFolder(from: string, module: string): Promise<string> {
  const answer = await go(from, module, ["mod", "download", "-json", module]);
  return (JSON.parse(answer) as { Dir: string }).Dir;
}

function sourcesOf(module: string): (string | Buffer)[] {
  return readdirSync(module)
    .sort()
    .flatMap((file) => [file, readFileSync(join(module, file))]);
}

/** Runs Go and returns what it printed. */
function go(directory: string, what: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    let complaint = "";
    const child = spawn("go", args, {
      cwd: directory,
      // Without cgo a build needs no C compiler, and the result runs in an image that holds nothing else.
      env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      complaint += chunk;
    });
    child.on("error", (error) => reject(isMissing(error) ? new Error(goMissing(what)) : error));
    child.on("close", (code, signal) => {
      if (code === 0) resolve(output);
      else reject(new Error(goFailed(what, directory, args, code ?? signal, complaint)));
    });
  });
}

function isMissing(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function goMissing(what: string): string {
  return `${what} is not in the cache and cannot be built: there is no go on PATH. Install Go 1.26 or later and run this again.`;
}

function goFailed(
  what: string,
  directory: string,
  args: string[],
  ended: unknown,
  complaint: string,
): string {
  const last = complaint
    .split("\n")
    .filter((line) => line && !line.startsWith("go: downloading"))
    .slice(-20)
    .join("\n");
  return `${what} was not built: go ${args[0]} ended with ${ended} in ${directory}. The cache is as it was. Go said:\n${last}`;
}
