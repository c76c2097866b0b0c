import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { statusInCrl } from "../provider/handshake/revocation/crl.js";
import { Link } from "../provider/x509/chain.js";
import { at } from "./support/certificates.js";
import { Stack } from "./support/stack.js";
import { file, openssl } from "./x509/openssl.js";

const now = at("2026-02-01T00:00:00Z");
let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});

type Revoked = { serialNumber: string; revocationDate: string; reason?: string };
const ca = (revoked: Revoked[] = [], more: object = {}) => ({
  secretName: "root-ca",
  commonName: "Root",
  isCA: true,
  duration: "87600h",
  usages: ["cert sign", "crl sign"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { selfSigned: {} },
  crl: { revoked },
  ...more,
});
const leaf = (secretName: string) => ({
  secretName,
  dnsNames: [`${secretName}.example.com`],
  privateKey: { algorithm: "ECDSA" },
  issuer: { ca: { secretName: "root-ca" } },
});
const revoked = (name: string, reason?: string): Revoked => ({
  serialNumber: String(stack.outputs(name).serialNumber),
  revocationDate: "2026-01-31T12:00:00Z",
  ...(reason === undefined ? {} : { reason }),
});
const pem = (name: string, output: string) => String(stack.outputs(name)[output]);
const listText = () => openssl(["crl", "-noout", "-text"], pem("root", "crlPem"));
const number = () => /CRL Number: *\s*(\S+)/.exec(listText())?.[1];

/** "OK", or OpenSSL's reason not to trust a leaf while it looks at the list. */
function verdict(name: string, time = stack.now): string {
  const trust = ["-CAfile", file(pem("root", "certificatePem")), "-CRLfile", file(pem("root", "crlPem"))];
  const args = ["verify", "-crl_check", "-attime", String(time / 1000), ...trust];
  const run = spawnSync("openssl", [...args, file(pem(name, "certificatePem"))], { encoding: "utf8" });
  return run.status === 0 ? "OK" : (/error \d+ at .*: (.*)/.exec(run.stderr)?.[1] ?? run.stderr);
}

describe("a CA's revocation list", () => {
  it.each([{ algorithm: "ECDSA" }, { algorithm: "RSA" }, { algorithm: "Ed25519" }])(
    "is signed by its $algorithm key and names what it revoked",
    async (privateKey) => {
      await stack.up("root", ca([], { privateKey }));
      for (const name of ["web", "api"]) await stack.up(name, leaf(name));
      expect([verdict("web"), verdict("api"), number()]).toEqual(["OK", "OK", "1"]);
      await stack.up("root", ca([revoked("web", "keyCompromise")], { privateKey }));
      const check = spawnSync(
        "openssl",
        ["crl", "-noout", "-verify", "-CAfile", file(pem("root", "certificatePem"))],
        { input: pem("root", "crlPem"), encoding: "utf8" },
      );
      expect(check.stderr.trim()).toBe("verify OK");
      expect([verdict("web"), verdict("api"), number()]).toEqual(["certificate revoked", "OK", "2"]);
      expect(listText()).toContain("Key Compromise");
      const [root, web, api] = ["root", "web", "api"].map((name) => new Link(pem(name, "certificatePem")));
      const statusOf = (link: Link) =>
        statusInCrl(Buffer.from(pem("root", "crlPem")), "http://ca.example.com/crl", link, root!, now).status;
      expect([statusOf(web!), statusOf(api!)]).toEqual(["revoked", "good"]);
    },
  );

  it("is kept while nothing changes, and issued again when another is revoked, without a certificate", async () => {
    await stack.up("root", ca());
    await stack.up("web", leaf("web"));
    const before = stack.outputs("root").serialNumber;
    expect(await stack.up("root", ca())).toBe("keep");
    const row = revoked("web");
    expect(await stack.up("root", ca([row]))).toBe(
      `repair - crl.revoked was none, wanted ${row.serialNumber} 2026-01-31T12:00:00Z; revision 1 is written again`,
    );
    expect(stack.outputs("root").serialNumber).toBe(before);
    // However it is written, it is the same certificate.
    const colons = row.serialNumber.toUpperCase().replace(/(..)(?=.)/g, "$1:");
    expect(await stack.up("root", ca([{ ...row, serialNumber: colons }]))).toBe("keep");
  });

  it("is issued again when a third of its life remains, and is out of date after it", async () => {
    await stack.up("root", ca());
    await stack.up("web", leaf("web"));
    stack.now = at("2026-02-05T15:59:59Z");
    expect(await stack.up("root", ca())).toBe("keep");
    expect(verdict("web", at("2026-02-08T00:00:01Z"))).toBe("CRL has expired");
    stack.now = at("2026-02-05T16:00:00Z");
    expect(await stack.up("root", ca())).toBe(
      "repair - the revocation list is due since 2026-02-05T16:00:00Z (a third of its life remained); it ends 2026-02-08T00:00:00Z; revision 1 is written again",
    );
    expect([verdict("web", at("2026-02-08T00:00:01Z")), number()]).toEqual(["OK", "2"]);
  });

  it("goes on counting when the CA is issued anew, and ends when it is no longer wanted", async () => {
    await stack.up("root", ca());
    await stack.up("root", ca([], { commonName: "Other Root" }));
    expect(number()).toBe("2");
    const { crl: _, ...without } = ca([], { commonName: "Other Root" });
    await stack.up("root", without);
    expect(stack.outputs("root").crlPem).toBeUndefined();
  });

  it("is restored with its number from the Secret when the record is gone", async () => {
    await stack.up("root", ca());
    rmSync(join(stack.folder, "default", "root-ca.kubecerts.yaml"));
    expect(await stack.up("root", ca())).toMatch(
      /^repair - the record beside the Secret is at fault: it is gone;/,
    );
    expect(number()).toBe("2");
  });

  const one = { serialNumber: "0a", revocationDate: "2026-01-01T00:00:00Z" };
  it.each([
    ["without isCA", { isCA: undefined }, "crl", "can be given only with isCA: true"],
    [
      "without the usage",
      { usages: ["cert sign"] },
      "crl",
      "needs the usage crl sign: add it to usages, with which the CA is issued anew",
    ],
    [
      "of a CA without a name",
      { commonName: undefined, dnsNames: ["ca.example.com"] },
      "crl",
      "needs a name of its CA, by which clients find it: give commonName or subject",
    ],
    [
      "through cert-manager",
      { issuer: undefined, issuerRef: { name: "ca" }, store: undefined },
      "crl",
      "cannot be given beside issuerRef: cert-manager issues no revocation lists",
    ],
    [
      "with a serial number twice",
      { crl: { revoked: [one, { ...one, serialNumber: "0A" }] } },
      "crl.revoked",
      "must name each serial number once",
    ],
    [
      "with no serial number",
      { crl: { revoked: [{ ...one, serialNumber: "web" }] } },
      "crl.revoked[0].serialNumber",
      'must be a serial number in hex, not "web"',
    ],
    [
      "with no date",
      { crl: { revoked: [{ serialNumber: "0a" }] } },
      "crl.revoked[0].revocationDate",
      "is missing",
    ],
    [
      "that lives too short",
      { crl: { duration: "30m" } },
      "crl.duration",
      'must be a duration of at least 1h, such as "168h", not "30m"',
    ],
  ])("is a failure of the preview %s", async (_, changes, property, reason) => {
    const { failures } = await stack.preview("root", ca([], changes));
    expect(failures).toEqual([{ property, reason }]);
  });
});
