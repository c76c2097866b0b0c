import { describe, expect, it } from "vitest";
import { ownerInputs, ownerOf, urnOf } from "../provider/identity.js";

const type = "pulumi-nodejs:dynamic/kubecerts:Certificate";
const of = (name: string, components = "") => ({
  __urn: `urn:pulumi:dev::shop::${components}${type}::${name}`,
});

describe("whose certificate it is, in the state", () => {
  const rows: [what: string, urn: string, short: string][] = [
    ["a certificate", of("web").__urn, "dev::shop::::web"],
    ["one of a component", of("web", "shop:index:Site$").__urn, "dev::shop::shop:index:Site$::web"],
    ["one below another", of("web", `${type}$`).__urn, `dev::shop::${type}$::web`],
    ["a name with colons", of("a::b").__urn, "dev::shop::::a::b"],
  ];
  it.each(rows)("is the URN in short, which says it all: %s", (_, urn, short) => {
    const inputs = ownerInputs({ __urn: urn }, {});
    expect(inputs).toEqual({ __urn: short });
    expect(urnOf(inputs)).toBe(urn);
    expect(ownerOf(inputs)).toEqual(ownerOf({ __urn: urn }));
  });

  it("is read whole where an older release wrote it whole", () => {
    const inputs = { ...of("web"), __owner: ownerOf(of("web")).id };
    expect([urnOf(inputs), ownerOf(inputs)]).toEqual([of("web").__urn, ownerOf(of("web"))]);
  });
});

describe("a certificate under another name", () => {
  const { id } = ownerOf(of("old"));
  const olds: [what: string, olds: object][] = [
    ["the URN alone", ownerInputs(of("old"), {})],
    ["the id beside it, as older releases wrote", { ...of("old"), __owner: id }],
  ];
  it.each(olds)("is still its owner's, whose state held %s", (_, before) => {
    const inputs = ownerInputs(of("new"), { ...before });
    expect(inputs).toEqual({ __urn: "dev::shop::::new", __owner: id });
    expect(ownerOf(inputs)).toEqual({ id, project: "shop", stack: "dev", name: "new" });
    expect(ownerInputs(of("newer"), inputs)).toEqual({ __urn: "dev::shop::::newer", __owner: id });
  });

  it("needs no id any more once it has its first name again", () => {
    const inputs = ownerInputs(of("old"), ownerInputs(of("new"), ownerInputs(of("old"), {})));
    expect(inputs).toEqual({ __urn: "dev::shop::::old" });
  });
});
