import { describe, expect, it } from "vitest";
import { Fields, type Findings, unknownValue } from "../../provider/spec/fields.js";
import { requireCredential } from "../../provider/spec/parse-credential.js";

function parse(given: Record<string, unknown>) {
  const findings: Findings = { failures: [], waitingOn: [] };
  return { credential: requireCredential(new Fields(given, "dns01", findings), "token"), ...findings };
}

describe("a credential", () => {
  it.each([
    [{ tokenSecretRef: { name: "dns", key: "token" } }, { secretRef: { name: "dns", key: "token" } }],
    [
      { tokenSecretRef: { name: "dns", key: "token", namespace: "infra" } },
      { secretRef: { name: "dns", key: "token", namespace: "infra" } },
    ],
    [{ tokenSecretRef: { env: "DNS_TOKEN" } }, { env: "DNS_TOKEN" }],
    [{ tokenSecretRef: { file: "/run/token" } }, { file: "/run/token" }],
    [{ token: "s3cret" }, { value: "s3cret" }],
  ])("%j is read", (given, credential) => {
    expect(parse(given)).toEqual({ credential, failures: [], waitingOn: [] });
  });

  it.each([
    [
      {},
      "dns01.tokenSecretRef",
      "is missing: { name, key } of a Secret, { env }, { file }, or the value as token",
    ],
    [
      { tokenSecretRef: {} },
      "dns01.tokenSecretRef",
      "must hold exactly one of name (of a Secret), env and file",
    ],
    [
      { tokenSecretRef: { env: "A", file: "b" } },
      "dns01.tokenSecretRef",
      "must hold exactly one of name (of a Secret), env and file",
    ],
    [{ tokenSecretRef: { name: "dns" } }, "dns01.tokenSecretRef.key", "is missing: the Secret's entry"],
    [
      { tokenSecretRef: { env: "A B" } },
      "dns01.tokenSecretRef.env",
      `must be the name of an environment variable, not "A B"`,
    ],
    [
      { token: "s3cret", tokenSecretRef: { env: "A" } },
      "dns01.token",
      "cannot be given beside tokenSecretRef",
    ],
    [{ token: 7 }, "dns01.token", "must be a text that is not empty"],
  ])("%j is refused", (given, property, reason) => {
    expect(parse(given)).toEqual({ credential: undefined, failures: [{ property, reason }], waitingOn: [] });
  });

  it("may be unknown in a preview", () => {
    const { failures, waitingOn } = parse({ token: unknownValue });
    expect({ failures, waitingOn }).toEqual({ failures: [], waitingOn: ["dns01.token"] });
  });
});
