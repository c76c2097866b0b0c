import { describe, expect, it } from "vitest";
import { ofProgram } from "../../sdk/short-stacks.js";

/** Frames of these files; those of native code have none. */
const frames = (...files: readonly (string | undefined)[]) =>
  files.map((file) => ({ getFileName: () => file }) as NodeJS.CallSite);
const kept = (...files: readonly (string | undefined)[]) =>
  ofProgram(frames(...files)).map((frame) => frame.getFileName());

const pulumi = "/shop/node_modules/@pulumi/pulumi/resource.js";
const run = "/shop/node_modules/.pnpm/@pulumi+pulumi@3.248.0/node_modules/@pulumi/pulumi/cmd/run/run.js";

describe("the stack that lies in the state of a resource", () => {
  it("ends with the last frame of the program", () => {
    expect(
      kept(pulumi, pulumi, "/shop/index.js", "node:internal/modules/cjs/loader", run, undefined),
    ).toEqual([pulumi, pulumi, "/shop/index.js"]);
  });

  it("keeps what the program's own frames have between them", () => {
    const whole = [pulumi, "/shop/site.js", undefined, "node:events", "/shop/index.js"];
    expect(kept(...whole, run)).toEqual(whole);
  });

  it("holds other packages, of Pulumi's too: a component of theirs may have made it", () => {
    const other = "/shop/node_modules/@pulumi/kubernetes/index.js";
    expect(kept(pulumi, other, run)).toEqual([pulumi, other]);
  });

  it("stays whole where no program is in it", () => {
    expect(kept(pulumi, run)).toEqual([pulumi, run]);
  });
});
