import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { command } from "../../provider/dns01/command/command.js";
import type { CommandSpec } from "../../provider/spec/dns-api-spec.js";
import { failure, patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";

const folder = mkdtempSync(join(tmpdir(), "kubecerts-command-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = [process.execPath, join(__dirname, "fakes", "txt-command.mjs")];
const environment = ["DNS_FOLDER", "DNS_TOKEN", "DNS_SILENT"];

dnsProviderContract(
  "a command, by a program that is written as the docs say",
  async () => {
    const given: NodeJS.ProcessEnv = { DNS_FOLDER: folder, DNS_TOKEN: "a-command-token" };
    const open = (changes: NodeJS.ProcessEnv = {}) =>
      command({ command: program, environment, timeout: 20_000 }, { environment: { ...given, ...changes } });
    const at = (zone: string, name: string) => join(folder, zone, name);
    return {
      open: () => open(),
      openWrongly: () => open({ DNS_TOKEN: "wrong-secret" }),
      served: async (name) =>
        zones
          .filter((zone) => existsSync(at(zone, name)))
          .flatMap((zone) => readdirSync(at(zone, name)))
          .map((hex) => Buffer.from(hex, "hex").toString("utf8")),
      put: async (zone, name, value) => {
        mkdirSync(at(zone, name), { recursive: true });
        writeFileSync(join(at(zone, name), Buffer.from(value).toString("hex")), "");
      },
      holder: async (name) => zones.find((zone) => existsSync(at(zone, name))),
      silence: () => {
        given.DNS_SILENT = "yes";
      },
      close: async () => {},
    };
  },
  {
    wrongCredential: `the command ${process.execPath} ended with 3: the token is not valid`,
    noZone: `the command ${process.execPath} ended with 3: no zone holds _acme-challenge.notexample.test`,
    late: `the command ${process.execPath} was killed when time was over`,
    isUncounted: true,
  },
);

describe("a command", () => {
  const record = { name: "_acme-challenge.example.test", zone: "example.test", values: ["secret-value"] };
  const run = (changes: Partial<CommandSpec>, from: NodeJS.ProcessEnv = { PATH: process.env.PATH }) =>
    command({ command: [], environment: ["PATH"], timeout: 20_000, ...changes }, { environment: from });
  const node = (source: string, ...args: string[]) => [process.execPath, "-e", source, ...args];

  it("is told on its standard input, with the variables that are named, and its arguments as they are", async () => {
    const out = join(folder, "seen.json");
    const source = `
      const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
      const seen = { input, args: process.argv.slice(1), env: Object.keys(process.env).sort() };
      require("fs").writeFileSync(${JSON.stringify(out)}, JSON.stringify(seen));`;
    const from = { PATH: "/bin", DNS_TOKEN: "t", AWS_SECRET_ACCESS_KEY: "not for it" };
    const own = run(
      { command: node(source, "$(id)", "a b", "*"), environment: ["DNS_TOKEN", "NOT_SET"] },
      from,
    );
    await own.remove([record], patient());
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual({
      input: { version: 1, action: "remove", records: [{ ...record, type: "TXT", ttl: 60 }] },
      args: ["$(id)", "a b", "*"],
      env: ["DNS_TOKEN"],
    });
  });

  it("may end well without reading what it is told", async () => {
    await run({ command: node("process.exit(0)") }).add([record], patient());
  });

  it("is killed after its time, with what it started", async () => {
    const late = join(folder, "late");
    const inner = `setTimeout(() => require("fs").writeFileSync(${JSON.stringify(late)}, ""), 1500)`;
    const source = `console.log("begun"); require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(inner)}]); setInterval(() => {}, 1000);`;
    expect(await failure(run({ command: node(source), timeout: 1_000 }).add([record], patient()))).toBe(
      `the command ${process.execPath} was killed after 1 s: begun`,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(existsSync(late)).toBe(false);
  });

  it.each([
    ["is not there", ["/no/such/program"], "the command /no/such/program cannot be started (ENOENT)"],
    [
      "fails",
      node("console.error('first\\n::error::second'); process.exit(1)"),
      `the command ${process.execPath} ended with 1: first ; error; second`,
    ],
    [
      "is killed by others",
      node("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)"),
      `the command ${process.execPath} ended with SIGTERM`,
    ],
  ])("that %s is told of in its own words", async (_, words, message) => {
    expect(await failure(run({ command: words }).add([record], patient()))).toBe(message);
  });
});
