import { describe, expect, it } from "vitest";
import { Fields, type Findings, unknownValue } from "../../provider/spec/fields.js";
import { parseKeystores } from "../../provider/spec/parse-keystores.js";

function parse(inputs: Record<string, unknown>, byController = false) {
  const findings: Findings = { failures: [], waitingOn: [] };
  return { spec: parseKeystores(new Fields(inputs, "", findings), byController), ...findings };
}

const passwordSecretRef = { name: "store-password", key: "password" };
const secretRef = passwordSecretRef;

describe("keystores and additionalOutputFormats", () => {
  const rows: [what: string, inputs: Record<string, unknown>, spec: object][] = [
    ["nothing", {}, {}],
    [
      "both, with every default",
      {
        keystores: {
          pkcs12: { create: true, passwordSecretRef },
          jks: { create: true, password: "changeit" },
        },
      },
      {
        keystores: {
          pkcs12: { profile: "LegacyRC2", password: { secretRef } },
          jks: { alias: "certificate", password: { value: "changeit" } },
        },
      },
    ],
    [
      "everything given",
      {
        keystores: {
          pkcs12: { create: true, profile: "Modern2023", password: " " },
          jks: { create: true, alias: "Web", passwordSecretRef },
        },
        additionalOutputFormats: [{ type: "DER" }, { type: "CombinedPEM" }],
      },
      {
        keystores: {
          pkcs12: { profile: "Modern2023", password: { value: " " } },
          jks: { alias: "Web", password: { secretRef } },
        },
        additionalOutputFormats: ["CombinedPEM", "DER"],
      },
    ],
    [
      "what is not to be created",
      { keystores: { jks: { create: false, password: "changeit" } }, additionalOutputFormats: [] },
      {},
    ],
  ];
  it.each(rows)("are read: %s", (_, inputs, spec) => {
    expect(parse(inputs)).toEqual({ spec, failures: [], waitingOn: [] });
  });

  const wrong: [what: string, inputs: Record<string, unknown>, failures: Record<string, string>][] = [
    [
      "without create",
      { keystores: { jks: { password: "changeit" } } },
      { "keystores.jks.create": "is missing: true to have it written" },
    ],
    [
      "without a password, though nothing is created",
      { keystores: { pkcs12: { create: false } } },
      {
        "keystores.pkcs12.passwordSecretRef":
          "is missing: { name, key } of a Secret, or the text as password",
      },
    ],
    [
      "with two passwords",
      { keystores: { jks: { create: true, password: "a", passwordSecretRef } } },
      { "keystores.jks.password": "cannot be given beside passwordSecretRef" },
    ],
    [
      "with an empty one",
      { keystores: { jks: { create: true, password: "" } } },
      { "keystores.jks.password": "must be a text that is not empty" },
    ],
    [
      "with one that is read differently",
      { keystores: { jks: { create: true, password: "gehéim" } } },
      {
        "keystores.jks.password": "holds characters beyond ASCII, which Java and OpenSSL do not read alike",
      },
    ],
    [
      "with a reference that is none",
      { keystores: { jks: { create: true, passwordSecretRef: { name: "A_B" } } } },
      {
        "keystores.jks.passwordSecretRef.name": 'must be the name of a Secret, not "A_B"',
        "keystores.jks.passwordSecretRef.key": "is missing",
      },
    ],
    [
      "with a profile that is not written here",
      { keystores: { pkcs12: { create: true, password: "a", profile: "Modern2026" } } },
      {
        "keystores.pkcs12.profile": 'must be one of LegacyRC2, LegacyDES, Modern2023, not "Modern2026"',
      },
    ],
    [
      "with names of no entry",
      { keystores: { jks: { create: true, password: "a", alias: "ä" }, pem: {} } },
      {
        "keystores.jks.alias": 'must be a name of 1 to 255 ASCII characters, not "ä"',
        "keystores.pem": "is not a field of a Certificate",
      },
    ],
    [
      "with a format twice, and one that there is not",
      { additionalOutputFormats: [{ type: "DER" }, { type: "DER" }, { type: "PEM" }, {}] },
      {
        "additionalOutputFormats[2].type": 'must be one of CombinedPEM, DER, not "PEM"',
        "additionalOutputFormats[3].type": "is missing: one of CombinedPEM, DER",
        additionalOutputFormats: "must name each type once",
      },
    ],
  ];
  it.each(wrong)("are refused %s", (_, inputs, failures) => {
    const found = parse(inputs).failures.map(({ property, reason }) => [property, reason]);
    expect(Object.fromEntries(found)).toEqual(failures);
  });

  it("leave to cert-manager which passwords it takes", () => {
    const keystores = { pkcs12: { create: true, password: "gehéim" } };
    expect(parse({ keystores }, true).failures).toEqual([]);
  });

  it("wait on a password that is not known yet", () => {
    const keystores = { jks: { create: true, password: unknownValue } };
    expect(parse({ keystores })).toEqual({ spec: {}, failures: [], waitingOn: ["keystores.jks.password"] });
  });
});
