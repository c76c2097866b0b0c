import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const index = readFileSync(join(__dirname, "../../sdk/index.ts"), "utf8");

/** Every name that a program may import, with the file that it comes from. */
const exported = [...index.matchAll(/^export (?:type )?\{([^}]*)\} from "(?:\.\/)?([^"]+)\.js";/gm)].flatMap(
  ([, names = "", file = ""]) =>
    names.split(",").flatMap((name) => {
      const [, known] = /^\s*(?:type )?(\S.*)$/.exec(name) ?? [];
      return known === undefined ? [] : [{ name: known.trim(), file }];
    }),
);

/** By which a program names an issuer of cert-manager's. */
const references = ["IssuerRef", "IssuerRefArgs"];

it("what stands in an Issuer of cert-manager's is called so, and nothing else is", () => {
  const isCalledSo = (name: string) => /^(Cluster)?Issuer/.test(name) && !references.includes(name);
  const wrong = exported.filter(
    ({ name, file }) => !references.includes(name) && isCalledSo(name) !== /^issuer(-|$)/.test(file),
  );
  expect(exported.length).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

it("the arguments of a class are called after it", () => {
  const names = new Set(exported.map(({ name }) => name));
  const classes = ["AcmeAccount", "CertManager", "Certificate", "ClusterIssuer", "Issuer", "TrustBundle"];
  expect(classes.filter((name) => !names.has(name) || !names.has(`${name}Args`))).toEqual([]);
});

it("no name stands for another one", () => {
  expect(exported.filter(({ name }) => / as /.test(name))).toEqual([]);
});
