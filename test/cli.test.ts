import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostAndPort, verify } from "../cli/verify.js";
import { leaf, plainServer, root, type Server, tlsServer } from "./handshake/endpoint.js";
import { file } from "./x509/openssl.js";

const made = leaf();
let server: Server;

beforeEach(async () => {
  server = await tlsServer(made);
});

afterEach(() => server.close());

/** The exit code and what was printed, without the dates and the port. */
async function ran(...args: string[]): Promise<{ code: number; text: string }> {
  let text = "";
  const target = `shop.example.test:${server.port}`;
  const all = [target, "--address", "127.0.0.1", "--ca", file(root.caPem), ...args];
  const code = await verify(all, (more) => {
    text += more;
  });
  return { code, text: text.replaceAll(String(server.port), "PORT").replaceAll(/\d{4}-[\dT:-]+Z/g, "DATE") };
}

describe("kubecerts verify", () => {
  it("prints a row for everything that it looked at, and ends with 0", async () => {
    const { serialNumber, fingerprint } = made.facts;
    expect(await ran()).toEqual({
      code: 0,
      text: `shop.example.test:PORT at 127.0.0.1
  pass     protocol    TLSv1.3 with TLS_AES_256_GCM_SHA384 at 127.0.0.1
  pass     leaf        shop.example.test, serial number ${serialNumber}, SHA-256 ${fingerprint}
  pass     chain       complete and in order, 3 certificates
  pass     trust       anchored in CN=Root
  pass     dates       valid until DATE
  pass     name        shop.example.test
  pass     stapling    no OCSP response came, and the certificate demands none
  pass     revocation  no certificate says where it could be revoked
nothing fails
`,
    });
  });

  it("says what a browser would, and ends with 1", async () => {
    const { code, text } = await ran("--sni", "www.example.test");
    expect([code, text.split("\n").slice(6, 8), text.split("\n").at(-2)]).toEqual([
      1,
      [
        "  fail     name        it is for shop.example.test, not for www.example.test",
        "                       a browser: Chrome NET::ERR_CERT_COMMON_NAME_INVALID, Firefox SSL_ERROR_BAD_CERT_DOMAIN",
      ],
      "1 of 8 fail",
    ]);
  });

  it("prints one JSON object when asked", async () => {
    const { code, text } = await ran("--json", "--certificate", file(made.certificatePem));
    const { ok, host, address, verdicts } = JSON.parse(text.replace("PORT", "443"));
    expect([code, ok, host, address, verdicts.length]).toEqual([
      0,
      true,
      "shop.example.test",
      "127.0.0.1",
      8,
    ]);
  });

  it("looks for the wanted certificate", async () => {
    const { code, text } = await ran("--fingerprint", `${"AB:".repeat(31)}AB`);
    expect([code, text.includes(`wanted SHA-256 ${"ab".repeat(32)}`)]).toEqual([1, true]);
  });

  it("ends with 3 when no handshake comes about", async () => {
    server.close();
    server = await plainServer("HELLO\r\n\r\n");
    expect((await ran()).code).toBe(3);
  });

  it.each([
    [["--fingerprint", "ab"], "--fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits"],
    [["--address", "localhost"], "--address localhost is not an IP address"],
    [["--ca", file("nothing")], "holds no certificate in PEM"],
    [["another"], "give one HOST[:PORT]"],
    [["--unknown"], "Unknown option '--unknown'"],
  ])("refuses %j", async (args, why) => {
    await expect(ran(...args)).rejects.toThrow(why);
  });

  it.each([
    ["shop.example.com", { host: "shop.example.com", port: 443 }],
    ["shop.example.com:8443", { host: "shop.example.com", port: 8443 }],
    ["192.0.2.1:1", { host: "192.0.2.1", port: 1 }],
    ["2001:db8::1", { host: "2001:db8::1", port: 443 }],
    ["[2001:db8::1]:8443", { host: "2001:db8::1", port: 8443 }],
  ])("takes %s", (target, wanted) => {
    expect(hostAndPort(target)).toEqual(wanted);
  });

  it.each(["shop:0", "shop:65536", "https://shop", ""])("does not take %j", (target) => {
    expect(() => hostAndPort(target)).toThrow("is not HOST[:PORT]");
  });
});
