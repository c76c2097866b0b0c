import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const root = join(__dirname, "..");

/** Of design.md the blocks are the intent, and not all of them code. */
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((file) => file.endsWith(".md") && file !== "design.md")
    .map((file) => `docs/${file}`),
];

interface Block {
  /** For messages: the page, and the how manieth block of it. */
  readonly place: string;
  readonly text: string;
}

const blocks = pages.flatMap((page): Block[] =>
  [...readFileSync(join(root, page), "utf8").matchAll(/^```ts\n(.*?)^```/gms)].map(
    ([, text = ""], index) => ({
      place: `${page}, block ${index + 1}`,
      text,
    }),
  ),
);

/** What blocks leave out: what an earlier one declared, what is not of this package, and the arguments behind `...`. */
const around = `
import type * as pulumi from "@pulumi/pulumi";
import type * as all from "pulumi-kubecerts";
declare const config: pulumi.Config;
declare const root: all.Certificate;
declare const certManager: all.CertManager;
declare const others: { dnsNames: string[]; issuer: { selfSigned: object } };
declare const whole: typeof others & { secretName: string };
declare const k8s: any, cloudflare: any, zoneId: any;
`;

/** Everything that a program can import and run. */
const names = [...readFileSync(join(root, "sdk/index.ts"), "utf8").matchAll(/^export \{([^}]*)\}/gm)]
  .flatMap(([, list = ""]) => list.split(",").map((name) => name.trim()))
  .filter((name) => name !== "" && !name.startsWith("type "))
  .join(", ");

/** A module of a block as a program would hold it: a page shows the import once, and arguments without what takes them. */
function moduleOf({ text }: Block): string {
  const imports = text.match(/^import .*$/gm) ?? [`import { ${names} } from "pulumi-kubecerts";`];
  const body = text
    .replaceAll(/^import .*$|^export (?=const)/gm, "")
    .replaceAll("{ ...,", "{ ...whole,")
    .replaceAll("...,", "...others,");
  const code = /^\w+: \{/.test(body) ? `const args: Partial<all.CertificateArgs> = { ${body} };` : body;
  return `${imports.join("\n")}${around}{\n${code}\n}\n`;
}

/** What the compiler says of the blocks, each with its place. */
function errorsIn(given: readonly Block[]): string[] {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  const modules = new Map(given.map((block, index) => [join(root, `block-${index}.ts`), moduleOf(block)]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.readFile = (path) => modules.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...more) => {
    const text = modules.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...more)
      : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...modules.keys()], { ...options, noUnusedLocals: false }, host);
  return [...modules.keys()].flatMap((path, index) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) => `${given[index]?.place}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

it("the code in README.md and docs/ compiles as it stands, and code that does not would be told with its place", () => {
  const wrong = {
    place: "a page, block 1",
    text: 'new Certificate("web", { ..., dnsName: ["a.example"] });\n',
  };
  expect(blocks.length).toBeGreaterThan(12);
  expect(errorsIn([...blocks, wrong])).toEqual([expect.stringMatching(/^a page, block 1: .*dnsName/)]);
});
