import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPackage } from "./installed-package.js";
import { Project } from "./project.js";

const program = `import { Certificate } from "pulumi-kubecerts";
export const web = new Certificate("web", {
  secretName: "web-tls", dnsNames: ["web.example.com"], issuer: { selfSigned: {} }, store: { directory: "certs" },
}).notAfter;
`;

const kinds: readonly [kind: string, manifest: object, compilerOptions: object][] = [
  [
    "CommonJS",
    {},
    {
      target: "es2022",
      module: "commonjs",
      moduleResolution: "node10",
      ignoreDeprecations: "6.0",
      strict: true,
    },
  ],
  ["ESM", { type: "module" }, { target: "es2022", module: "nodenext", strict: true }],
];

/** The tarball as npm would publish it, installed by npm into a folder that holds nothing else. */
describe("the packed package", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubecerts-packed-"));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(kinds)(
    "serves an empty TypeScript program in %s",
    async (kind, manifest, compilerOptions) => {
      const project = await Project.create(folder, kind.toLowerCase());
      const version = (name: string): string => require(`${name}/package.json`).version;
      const devDependencies = Object.fromEntries(
        ["typescript", "@types/node", ...(kind === "ESM" ? ["ts-node"] : [])].map((name) => [
          name,
          name === "ts-node" ? "10.9.2" : version(name),
        ]),
      );
      const dependencies = {
        "pulumi-kubecerts": `file:${await packPackage()}`,
        "@pulumi/pulumi": version("@pulumi/pulumi"),
      };
      project.write(
        "package.json",
        JSON.stringify({ name: "app", private: true, ...manifest, dependencies, devDependencies }),
      );
      project.write(
        "tsconfig.json",
        JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck: true } }),
      );
      project.write("Pulumi.yaml", `name: ${kind.toLowerCase()}\nruntime: nodejs\nmain: index.ts\n`);
      project.write("index.ts", program);
      execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent"], { cwd: project.folder });
      execFileSync("npx", ["tsc", "--noEmit", "-p", "."], { cwd: project.folder });
      const { text } = await project.up();
      expect(text).toContain("Certificate web created");
      await project.up("--expect-no-changes");
      await project.destroy();
    },
    400_000,
  ); // npm installs a hundred packages
});
