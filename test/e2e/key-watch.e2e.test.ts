import { beforeAll, describe, expect, inject, it } from "vitest";
import { alone } from "./programs.js";
import { Project } from "./project.js";

/** Programs that do with the key in their store what nothing here may do: each run is caught by the search that every test's runs pass. */
describe("the search for keys in every run of the CLI", () => {
  let project: Project;
  const node = "process.execPath";
  const careless: readonly [what: string, does: string, place: RegExp][] = [
    ["prints the manifest", `console.log(manifest);`, /stands in what it printed$/],
    ["prints the key in hex", `console.log(scalar.toString("hex"));`, /stands in what it printed$/],
    ["writes it into a file", `fs.writeFileSync("left.bin", scalar);`, /stands in \S+\/left\.bin$/],
    [
      "calls a process with it",
      `require("node:child_process").execFileSync(${node}, ["-e", "setTimeout(() => {}, 400)", "--", pem]);`,
      /stands in the arguments of a process$/,
    ],
    ["exports it as a plain output", `exports.leak = pem;`, /what it printed and in \S+\.json/],
  ];

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "key-watch");
    project.program(alone());
    await project.up();
  });

  it.each(careless)("finds it where a program %s", async (_, does, place) => {
    project.program(`${alone()}
const fs = require("node:fs");
const manifest = fs.readFileSync("certs/default/web-tls.yaml", "utf8");
const pem = Buffer.from(/tls\\.key: (\\S+)/.exec(manifest)[1], "base64").toString();
const scalar = Buffer.from(require("node:crypto").createPrivateKey(pem).export({ format: "jwk" }).d, "base64url");
${does}`);
    await expect(project.up()).rejects.toThrow(place);
  });
});
