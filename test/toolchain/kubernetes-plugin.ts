import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.js";
import { goBuild } from "./go-build.js";
import { kubernetesPluginVersion } from "./versions.js";

/** A provider's plugin, as `offlineEnvironment` installs it. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
  /** The executable. */
  readonly file: string;
  readonly source: "installed" | "cache" | "built";
}

const executable = "pulumi-resource-kubernetes";

/** The plugin of `@pulumi/kubernetes`: the user's own where Pulumi has installed it, else ours, built when missing. */
export async function kubernetesPlugin(): Promise<Plugin> {
  const version = kubernetesPluginVersion;
  const home = process.env.PULUMI_HOME || join(homedir(), ".pulumi");
  const installed = join(home, "plugins", `resource-kubernetes-v${version}`, executable);
  if (existsSync(installed)) return { name: "kubernetes", version, file: installed, source: "installed" };

  const cache = cacheFolder("toolchain");
  const source = await goBuild(cache, "plugins", {
    name: executable,
    module: join(__dirname, "go/provider-kubernetes"),
    package: ".",
    variables: { "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": `v${version}` },
    expectedSeconds: 520,
  });
  return { name: "kubernetes", version, file: join(cache, "plugins", executable), source };
}
