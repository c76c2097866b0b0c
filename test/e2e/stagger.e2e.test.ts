import { beforeAll, describe, expect, inject, it } from "vitest";
import { Project } from "./project.js";

const names = ["c", "a", "e", "b", "d"];

/** A root and what it signs, two of which have their turn in one `up` when its key changes. */
const program = (trigger: string) => `
const shared = { store: { directory: "certs" }, privateKey: { algorithm: "ECDSA" } };
const root = new kubecerts.Certificate("root", {
  secretName: "root", commonName: "Root", isCA: true, duration: "87600h", issuer: { selfSigned: {} }, ...shared,
  renewal: { trigger: "${trigger}" },
});
for (const name of ${JSON.stringify(names)})
  new kubecerts.Certificate(name, {
    secretName: name, dnsNames: [name + ".example.com"], ...shared,
    issuer: { ca: { certificate: root, reissue: { atMost: 2 } } },
  });`;

describe("a root that changes its key", () => {
  let project: Project;

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "stagger");
    project.program(program("first"));
    await project.up();
    project.program(program("second"));
  });

  /** Which certificates an `up` issues again. */
  async function reissued(): Promise<string[]> {
    const before = await project.state();
    await project.up();
    const after = await project.state();
    const fingerprint = (state: typeof before, name: string) => state[name]?.outputs.fingerprint;
    return names.filter((name) => fingerprint(before, name) !== fingerprint(after, name)).sort();
  }

  const named = (text: string, action: string) =>
    names.filter((name) => new RegExp(`Certificate ${name} .*${action} - `).test(text)).sort();

  it("has two leaves issued again in the same up, though its preview cannot know which", async () => {
    const { text } = await project.preview();
    expect(names.filter((name) => new RegExp(`${name} update .*decided at apply`).test(text))).toEqual(names);
    expect(await reissued()).toEqual(["a", "b"]);
  });

  it("has two more in the next, which are those of its preview", async () => {
    const { text } = await project.preview();
    expect([named(text, "reissue"), named(text, "defer")]).toEqual([["c", "d"], ["e"]]);
    expect(text).toContain(
      "defer - the CA's key is another one, and with that it is issued again 1 up later: 2 others are before it, and at most 2 have their turn in one",
    );
    expect(await reissued()).toEqual(["c", "d"]);
  });

  it("and the last in the one after it, and then none", async () => {
    expect(named((await project.preview()).text, "reissue")).toEqual(["e"]);
    expect(await reissued()).toEqual(["e"]);
    expect((await project.preview()).text).toContain("7 unchanged");
  });
});
