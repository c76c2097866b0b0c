import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import type { ListenSpec } from "../../provider/spec/http01-spec.js";
import { serverName } from "../../provider/tls-alpn01/server-name.js";
import { tlsAlpn01Solver } from "../../provider/tls-alpn01/tls-alpn01-solver.js";
import { challengeFor, freePort, patience } from "../reach/challenges.js";
import { openssl } from "../x509/openssl.js";

async function listenSpec(): Promise<{ listen: ListenSpec; selfCheck: { resolvers: []; port: number } }> {
  const port = await freePort();
  return { listen: { port, address: "127.0.0.1" }, selfCheck: { resolvers: [], port } };
}

/** What the openssl CLI sees that asks as a CA would: all that it prints, the certificate as text and as ASN.1 behind it. */
async function handshake(port: number, name: string, alpn = "acme-tls/1"): Promise<string> {
  const args = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", name, "-alpn", alpn];
  const client = spawn("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [client.stdout, client.stderr]) stream.on("data", (chunk) => (said += String(chunk)));
  await new Promise((done) => client.on("close", done));
  const [pem] = /-----BEGIN CERTIFICATE-----[\s\S]*-----END CERTIFICATE-----\n/.exec(said) ?? [];
  return pem === undefined
    ? said
    : said + openssl(["x509", "-noout", "-text"], pem) + openssl(["asn1parse"], pem);
}

const challenge = (value: string, token = "a-token") => challengeFor(value, token, "tls-alpn-01");

describe("a solver by TLS-ALPN-01", () => {
  it("shows openssl a certificate of the name alone, with the digest of the key authorization", async () => {
    const spec = await listenSpec();
    const solver = tlsAlpn01Solver(spec);
    const one = challenge("127.0.0.1");
    await solver.present([one, challenge("shop.example.com", "another")], patience());
    await solver.check([one], patience());
    const seen = await handshake(spec.listen.port, "shop.example.com");
    expect(seen).toContain("ALPN protocol: acme-tls/1");
    expect(seen).toMatch(/Subject Alternative Name: critical\n\s+DNS:shop\.example\.com\n/);
    const [digest] = openssl(["dgst", "-sha256", "-hex", "-r"], "another.thumbprint").split(" ");
    // The object identifier, critical, and an OCTET STRING of 32 octets.
    const identifier = /:1\.3\.6\.1\.5\.5\.7\.1\.31\n.*BOOLEAN\s*:255\n.*OCTET STRING\s+\[HEX DUMP\]:(.*)\n/;
    expect(identifier.exec(seen)?.[1]).toBe(`0420${digest?.toUpperCase()}`);
    expect(await handshake(spec.listen.port, "1.0.0.127.in-addr.arpa")).toContain("IP Address:127.0.0.1\n");
    await solver.cleanUp([one, challenge("shop.example.com", "another")], patience());
    expect(await handshake(spec.listen.port, "shop.example.com")).toContain("Connection refused");
  });

  it("speaks to nobody who asks for another name or protocol", async () => {
    const spec = await listenSpec();
    const solver = tlsAlpn01Solver(spec);
    await solver.present([challenge("shop.example.com")], patience());
    expect(await handshake(spec.listen.port, "other.example.com")).toContain("no peer certificate available");
    expect(await handshake(spec.listen.port, "shop.example.com", "h2")).toContain(
      "alert no application protocol",
    );
    await solver.cleanUp([challenge("shop.example.com")], patience());
  });

  it("proves a name for one certificate after the other", async () => {
    const spec = await listenSpec();
    const solver = tlsAlpn01Solver(spec);
    const [first, second] = [challenge("127.0.0.1", "first"), challenge("127.0.0.1", "second")];
    await solver.present([first], patience());
    await expect(solver.present([second], patience(20))).rejects.toThrow(
      "Another certificate is still being proven for one of 127.0.0.1",
    );
    const presented = solver.present([second], patience());
    await solver.cleanUp([second], patience()); // which it does not hold
    await solver.check([first], patience());
    await solver.cleanUp([first], patience());
    await presented;
    await solver.check([second], patience());
    await expect(solver.check([first], patience(300))).rejects.toThrow("another certificate is shown");
    await solver.cleanUp([second], patience());
  });

  it("frees a name when the port is taken", async () => {
    const spec = await listenSpec();
    const other = createServer((socket) => socket.destroy());
    await new Promise<void>((done) => other.listen(spec.listen.port, "127.0.0.1", done));
    const solver = tlsAlpn01Solver(spec);
    await expect(solver.present([challenge("127.0.0.1", "first")], patience())).rejects.toThrow("EADDRINUSE");
    await expect(solver.check([challenge("127.0.0.1", "first")], patience(300))).rejects.toThrow(
      /127\.0\.0\.1: at 127\.0\.0\.1 port \d+ the connection breaks/,
    );
    await new Promise((done) => other.close(done));
    await solver.present([challenge("127.0.0.1", "second")], patience());
    await solver.cleanUp([challenge("127.0.0.1", "second")], patience());
  });
});

describe("the name in a CA's ClientHello", () => {
  it.each([
    ["Shop.Example.com", "shop.example.com"],
    ["192.0.2.1", "1.2.0.192.in-addr.arpa"],
    ["2001:db8::1", `1.${"0.".repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`],
  ])("for %s is %s", (value, name) => {
    expect(serverName(challenge(value))).toBe(name);
  });
});
