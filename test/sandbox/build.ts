/** `build.ts [old-cert-manager]`: makes the programs, images and charts that the sandbox runs; only what changed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildStep } from "../toolchain/build-step.js";
import { cacheFolder } from "../toolchain/cache-folder.js";
import { goBuild } from "../toolchain/go-build.js";
import { writeChart, writeOldChart } from "./cert-manager-chart.js";
import { type Image, imageArchive } from "./image.js";
import { certManager, kubernetes, oldCertManager, pause, skipper } from "./versions.js";

const cache = cacheFolder("sandbox");
const programs = ["controller", "webhook", "cainjector", "acmesolver"];
const certManagerModule = "github.com/cert-manager/cert-manager";

async function buildNode(): Promise<void> {
  const component = "k8s.io/component-base/version";
  const [major, minor] = kubernetes.slice(1).split(".");
  await program("kube", "kube", ".", 340, {
    [`${component}.gitVersion`]: kubernetes,
    [`${component}.gitMajor`]: major!,
    [`${component}.gitMinor`]: minor!,
    "k8s.io/client-go/pkg/version.gitVersion": kubernetes,
  });
  await program("certmanager", "cert-manager", ".", 180, {
    [`${certManagerModule}/pkg/util.AppVersion`]: certManager,
  });
  await program("pebble", "pebble", "github.com/letsencrypt/pebble/v2/cmd/pebble", 10);
  await program("skipper", "skipper", "github.com/zalando/skipper/cmd/skipper", 70);
  await program("pause", "pause", ".", 1);
  await image("pause", "/pause", [{ name: pause, entrypoint: ["/pause"] }]);
  await image("skipper", "/skipper", [{ name: skipper, entrypoint: ["/skipper"] }]);
  await image(
    "certmanager",
    "/app/certmanager",
    programs.map((name) => certManagerImage(name, certManager, ["/app/certmanager", name])),
  );
  await chart("cert-manager", certManager, writeChart);
}

async function buildOldCertManager(): Promise<void> {
  for (const name of programs) {
    const old = `cert-manager-1.9-${name}`;
    const path = `/app/cmd/${name}/${name}`;
    const variables = { [`${certManagerModule}/pkg/util.AppVersion`]: oldCertManager };
    // The first one compiles most of what the others need, too.
    const expectedSeconds = name === programs[0] ? 360 : 15;
    await program(old, "cert-manager-1.9", `${certManagerModule}/cmd/${name}`, expectedSeconds, variables);
    await image(old, path, [certManagerImage(name, oldCertManager, [path])]);
  }
  await chart("cert-manager-1.9", oldCertManager, writeOldChart);
}

function program(
  name: string,
  module: string,
  from: string,
  expectedSeconds: number,
  variables: Record<string, string> = {},
): Promise<unknown> {
  return goBuild(cache, "bin", { name, module: moduleOf(module), package: from, variables, expectedSeconds });
}

function certManagerImage(name: string, version: string, entrypoint: readonly string[]): Image {
  return { name: `quay.io/jetstack/cert-manager-${name}:${version}`, entrypoint };
}

function image(name: string, path: string, images: readonly Image[]): Promise<unknown> {
  const madeFrom = readFileSync(join(cache, "stamps", name));
  const writer = ["image.ts", "tar.ts"].map((file) => readFileSync(join(__dirname, file)));
  return buildStep({
    name: `image-${name}`,
    cache,
    output: join("images", `${name}.tar`),
    inputs: [madeFrom, path, JSON.stringify(images), ...writer],
    expectedSeconds: 1,
    make: (unfinished) =>
      writeFileSync(unfinished, imageArchive(readFileSync(join(cache, "bin", name)), path, images)),
  });
}

function chart(name: string, version: string, write: typeof writeChart): Promise<unknown> {
  return buildStep({
    name: `chart-${name}`,
    cache,
    output: join("charts", name),
    inputs: [version, readFileSync(join(__dirname, "cert-manager-chart.ts"))],
    expectedSeconds: 5,
    make: (unfinished) => write(moduleOf(name), version, unfinished),
  });
}

function moduleOf(name: string): string {
  return join(__dirname, "go", name);
}

const build = process.argv[2] === "old-cert-manager" ? buildOldCertManager : buildNode;
build().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
