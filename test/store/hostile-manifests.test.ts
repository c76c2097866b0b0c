import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { directoryStore } from "../../provider/store/directory.js";

const folder = mkdtempSync(join(tmpdir(), "kubecerts-hostile-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "shop"));
const at = { namespace: "shop", secretName: "web-tls" };

async function why(text: string): Promise<string> {
  writeFileSync(join(folder, "shop", "web-tls.yaml"), text);
  const reading = await directoryStore({ directory: folder, plaintext: true }).readSecret(at);
  return reading.state === "unreadable" ? reading.why : reading.state;
}

const secret = (value: string) =>
  `{apiVersion: v1, kind: Secret, metadata: {name: web-tls, namespace: shop}, data: {tls.crt: "${value}"}}`;

describe("a manifest that somebody put into the folder", () => {
  it("is read in no time, whatever stands for base64", async () => {
    expect(await why(secret(`${" ".repeat(1_000_000)}!`))).toBe("holds no base64 under tls.crt");
    expect(await why(secret(" QUJD  REVG "))).toBe("read");
  });

  it.each(["[", "{a: ", "- "])("is unreadable when it is nested by %j without an end", async (level) => {
    expect(await why(level.repeat(100_000))).toMatch(/^is not YAML \([A-Z_]+ in line 1\)$/);
  });

  it("is not read when it is larger than any Secret", async () => {
    expect(await why(secret("A".repeat(9 * 2 ** 20)))).toBe("is larger than 8388608 bytes");
  });

  it("is unreadable when its aliases are a bomb", async () => {
    const lines = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(await why(`a0: &a0 x\n${lines.join("\n")}\n`)).toBe("is YAML whose aliases cannot be resolved");
  });
});
