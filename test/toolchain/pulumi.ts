import { chmodSync, copyFileSync, existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { buildStep } from "./build-step.js";
import { cacheFolder } from "./cache-folder.js";
import { goBuild } from "./go-build.js";
import { inspectInstalled, plugins } from "./installed-pulumi.js";
import { languageHostVersion, pulumiVersion } from "./versions.js";

export type Source = "PATH" | "cache" | "built";

/** A Pulumi CLI with the Node.js language host and the plugin of dynamic resources beside it. */
export interface Pulumi {
  /** `<root>/bin` holds all three; what `PulumiCommand.get({ root })` of the Automation API wants. */
  readonly root: string;
  readonly version: string;
  readonly source: Source;
  /** Variables under which `pulumi` is this one, for a child process. */
  readonly env: { readonly PATH: string };
  /** Why the Pulumi on `PATH` is not used, where there is one. */
  readonly passedOver?: string;
}

/** Finds Pulumi on `PATH` or in the cache, or builds it from Go modules, which takes minutes. */
export async function findPulumi(): Promise<Pulumi> {
  const cached = cacheFolder("toolchain");
  const installed = inspectInstalled(pulumiVersion, join(cached, "bin"));
  if (installed?.usable) return pulumi(installed.root, installed.version, "PATH");
  const source = await buildPulumi(cached);
  return pulumi(cached, pulumiVersion, source, installed?.reason);
}

function pulumi(root: string, version: string, source: Source, passedOver?: string): Pulumi {
  const PATH = [join(root, "bin"), process.env.PATH].filter(Boolean).join(delimiter);
  return { root, version, source, env: { PATH }, ...(passedOver && { passedOver }) };
}

async function buildPulumi(cache: string): Promise<Source> {
  const sdk = "github.com/pulumi/pulumi/sdk/v3";
  const versionVariable = `${sdk}/go/common/version.Version`;
  const cli = await goBuild(cache, "bin", {
    name: "pulumi",
    module: join(__dirname, "go/pulumi"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: { [versionVariable]: `v${pulumiVersion}` },
    tags: ["osusergo", "grpcnotrace"], // as the released CLI is built
    expectedSeconds: 280,
  });
  const languageHost = await goBuild(cache, "bin", {
    name: plugins.languageHost,
    module: join(__dirname, "go/language-nodejs"),
    package: `${sdk}/nodejs/cmd/pulumi-language-nodejs`,
    variables: { [versionVariable]: `v${languageHostVersion}` },
    expectedSeconds: 30,
  });
  const dynamicProvider = await copyDynamicProvider(cache);
  return [cli, languageHost, dynamicProvider].includes("built") ? "built" : "cache";
}

/** The plugin of dynamic resources is a script of the SDK. The CLI looks for it beside itself, not in node_modules. */
function copyDynamicProvider(cache: string): Promise<Source> {
  const script = join(dirname(require.resolve("@pulumi/pulumi/package.json")), plugins.dynamicProvider);
  if (!existsSync(script))
    throw new Error(`@pulumi/pulumi holds no ${plugins.dynamicProvider} (${script}). Run npm ci.`);
  return buildStep({
    name: plugins.dynamicProvider,
    cache,
    output: join("bin", plugins.dynamicProvider),
    inputs: [readFileSync(script)],
    expectedSeconds: 1,
    make: (unfinished) => {
      copyFileSync(script, unfinished);
      chmodSync(unfinished, 0o755);
    },
  });
}
