/** `npm run toolchain`: makes Pulumi and its plugins ready, and tells their versions and where each came from. */
import { dirname, join } from "node:path";
import { kubernetesPlugin } from "./kubernetes-plugin.js";
import { findPulumi } from "./pulumi.js";
import { languageHostVersion } from "./versions.js";

async function main(): Promise<void> {
  const pulumi = await findPulumi();
  if (pulumi.passedOver) console.log(`not used: ${pulumi.passedOver}`);
  const bin = join(pulumi.root, "bin");
  const languageHost = pulumi.source === "PATH" ? "the CLI's" : languageHostVersion;
  row("pulumi", pulumi.version, pulumi.source, bin);
  row("pulumi-language-nodejs", languageHost, pulumi.source, bin);
  row("pulumi-resource-pulumi-nodejs", "the SDK's", pulumi.source, bin);
  const kubernetes = await kubernetesPlugin();
  row("pulumi-resource-kubernetes", kubernetes.version, kubernetes.source, dirname(kubernetes.file));
}

function row(name: string, version: string, source: string, folder: string): void {
  console.log(`${name.padEnd(30)} ${version.padEnd(10)} ${source.padEnd(10)} ${folder}`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
