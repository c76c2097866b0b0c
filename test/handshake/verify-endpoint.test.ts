import type { TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { NoHandshake } from "../../provider/handshake/handshake.js";
import type { Verdict } from "../../provider/handshake/verdict.js";
import { type Question, verifyEndpoint } from "../../provider/handshake/verify-endpoint.js";
import { splitChain } from "../../provider/x509/read-certificate.js";
import { authority, type Made } from "../support/certificates.js";
import { file, openssl } from "../x509/openssl.js";
import { days, leaf, plainServer, root, type Server, tlsServer } from "./endpoint.js";

let server: Server | undefined;

afterEach(() => server?.close());

async function verdictsOf(
  made: Pick<Made, "certificatePem" | "privateKeyPem">,
  options: TlsOptions & { stapled?: Buffer } = {},
  asked: Partial<Question> & { host?: string } = {},
): Promise<readonly Verdict[]> {
  server = await tlsServer(made, options);
  const { host = "shop.example.test", ...more } = asked;
  const endpoint = { host, port: server.port, address: "127.0.0.1" };
  const question = { endpoint, caPem: root.caPem, allowPrivate: false, ...more };
  return (await verifyEndpoint(question, Date.now())).verdicts;
}

/** What is wrong, without the dates, which are of today. */
function faults(verdicts: readonly Verdict[]): string[] {
  return verdicts
    .filter(({ result, check }) => result !== "pass" && !(check === "revocation" && result === "unknown"))
    .map(
      ({ check, result, detail }) => `${check} ${result}: ${detail.replaceAll(/\d{4}-[\dT:-]+Z/g, "DATE")}`,
    );
}

const whole = leaf();
const [one = "", two = "", three = ""] = splitChain(whole.certificatePem);
const served = (...chain: string[]) => ({
  certificatePem: chain.join(""),
  privateKeyPem: whole.privateKeyPem,
});
const alone = leaf({ commonName: "alone" });
const selfSigned = authority({
  commonName: "Self",
  isCA: false,
  usages: ["digital signature", "server auth"],
  dnsNames: ["shop.example.test"],
  ...days(1, 9),
});
const strange = authority({ commonName: "Stranger", ...days(1, 9) });
const notCa = leaf({ commonName: "Not a CA", keyName: "not a CA" });

describe("a handshake", () => {
  it.each<[string, TlsOptions]>([
    ["TLS 1.2", { maxVersion: "TLSv1.2" }],
    ["TLS 1.3 with AES-128-GCM", { ciphers: "TLS_AES_128_GCM_SHA256", minVersion: "TLSv1.3" }],
    ["TLS 1.3 with AES-256-GCM", { ciphers: "TLS_AES_256_GCM_SHA384", minVersion: "TLSv1.3" }],
    ["TLS 1.3 with ChaCha20", { ciphers: "TLS_CHACHA20_POLY1305_SHA256", minVersion: "TLSv1.3" }],
  ])("shows the chain as it was sent over %s", async (_, options) => {
    const verdicts = await verdictsOf(whole, options);
    expect(verdicts.map(({ check, result }) => `${check} ${result}`)).toEqual([
      "protocol pass",
      "leaf pass",
      "chain pass",
      "trust pass",
      "dates pass",
      "name pass",
      "stapling pass",
      "revocation pass",
    ]);
    expect(verdicts.find(({ check }) => check === "chain")?.detail).toBe(
      "complete and in order, 3 certificates",
    );
  });

  it.each<[string, Parameters<typeof verdictsOf>, string[]]>([
    ["nothing, when the root is sent too", [served(one, two, three, root.caPem)], []],
    ["that it ended", [leaf(days(100, -1))], ["dates fail: shop.example.test ended at DATE, and it is DATE"]],
    [
      "that it is not valid yet",
      [leaf(days(-1, 9))],
      ["dates fail: shop.example.test is not valid before DATE, and it is DATE"],
    ],
    [
      "another host",
      [whole, {}, { host: "www.example.test" }],
      ["name fail: it is for shop.example.test, not for www.example.test"],
    ],
    [
      "that a wildcard stands for one label only",
      [leaf({ dnsNames: ["*.example.test"], keyName: "wild" }), {}, { host: "a.b.example.test" }],
      ["name fail: it is for *.example.test, not for a.b.example.test"],
    ],
    [
      "that an address is not a host name",
      [whole, {}, { host: "127.0.0.1" }],
      ["name fail: it is for shop.example.test, not for 127.0.0.1"],
    ],
    [
      "that intermediates are missing",
      [served(one)],
      [
        "chain fail: incomplete: shop.example.test was issued by CN=Low, which was not sent and is not trusted",
        "trust fail: CN=Low is not trusted",
      ],
    ],
    [
      "that the last intermediate is missing",
      [served(one, two)],
      [
        "chain fail: incomplete: CN=Low was issued by CN=Middle, which was not sent and is not trusted",
        "trust fail: CN=Middle is not trusted",
      ],
    ],
    [
      "that the chain is reversed behind the leaf",
      [served(one, three, two)],
      [
        "chain fail: out of order: place 2 (CN=Middle) did not issue the one before it, whose issuer is CN=Low",
      ],
    ],
    [
      "that a certificate stands among them which belongs to nobody",
      [served(one, strange.caPem, two, three)],
      [
        "chain fail: out of order: place 2 (CN=Stranger) did not issue the one before it, whose issuer is CN=Low",
      ],
    ],
    [
      "that it is signed by itself",
      [selfSigned],
      ["trust fail: CN=Self is signed by itself and not trusted"],
    ],
    [
      "nothing, when the self-signed one is what is trusted",
      [selfSigned, {}, { caPem: selfSigned.caPem }],
      [],
    ],
    [
      "that the root is not trusted",
      [served(one, two, three, root.caPem), {}, { caPem: strange.caPem }],
      ["trust fail: the root CN=Root is not trusted"],
    ],
    [
      "that an issuer is no CA",
      [{ ...leaf({ issuer: notCa, keyName: "below" }) }],
      [
        "chain fail: incomplete: shop.example.test was issued by CN=Not a CA, which was not sent and is not trusted",
        "trust fail: CN=Not a CA is not trusted",
      ],
    ],
    [
      "that it is not for servers",
      [leaf({ usages: ["digital signature", "client auth"] })],
      ["purpose fail: its extended key usage does not allow TLS servers"],
    ],
    [
      "another certificate than the wanted one",
      [whole, {}, { fingerprint: alone.facts.fingerprint }],
      [
        `leaf fail: shop.example.test, serial number ${whole.facts.serialNumber}, SHA-256 ${whole.facts.fingerprint}: wanted SHA-256 ${alone.facts.fingerprint}`,
      ],
    ],
    [
      "a protocol that no browser takes",
      [whole, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT:@SECLEVEL=0" }],
      [
        "protocol fail: TLSv1.1 with TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA at 127.0.0.1: TLS 1.2 is the oldest that is taken (RFC 8996)",
      ],
    ],
    [
      "a staple that says nothing",
      [whole, { stapled: Buffer.from([0x30, 0x03, 0x0a, 0x01, 0x03]) } as TlsOptions],
      ["stapling fail: the OCSP responder refused to answer: tryLater"],
    ],
  ])("tells %s", async (_, args, wanted) => {
    expect(faults(await verdictsOf(...args))).toEqual(wanted);
  });

  it.each([
    ["the certificate", leaf(days(100, -1)), "SEC_ERROR_EXPIRED_CERTIFICATE"],
    [
      "a CA above it",
      leaf({ issuer: authority({ commonName: "Ended", issuer: root, ...days(100, -1) }) }),
      "SEC_ERROR_EXPIRED_ISSUER_CERTIFICATE",
    ],
  ])("tells by which name a browser calls it that %s ended", async (_, made, name) => {
    const told = (await verdictsOf(made)).filter(({ check }) => check === "dates");
    expect(told.map(({ browser }) => browser)).toEqual([
      `Chrome NET::ERR_CERT_DATE_INVALID, Firefox ${name}`,
    ]);
  });

  it("that goes beyond a path length is refused as OpenSSL refuses it", async () => {
    const narrow = authority({ commonName: "Narrow", issuer: root, pathLength: 0, ...days(9, 90) });
    const below = authority({ commonName: "Below", issuer: narrow, ...days(9, 90) });
    expect(faults(await verdictsOf(leaf({ issuer: below })))).toEqual([
      "trust fail: OpenSSL does not trust the chain: PATH_LENGTH_EXCEEDED",
    ]);
  });

  it("is refused where a certificate on the way is signed with what can be forged, or has a weak key", async () => {
    const weak = file(openssl(["genrsa", "1024"]));
    const lines = (text: string) => ["-days", "9", "-extfile", file(text)];
    const by = (cert: string, key: string) => ["-CA", cert, "-CAkey", key, "-CAcreateserial"];
    const asked = (key: string, name: string) =>
      openssl(["req", "-new", "-key", key, "-subj", `/CN=${name}`]);
    const trusted = [root.certificatePem, root.privateKeyPem].map(file) as [string, string];
    const ca = openssl(
      ["x509", "-req", "-sha256", ...by(...trusted), ...lines("basicConstraints=critical,CA:TRUE\n")],
      asked(weak, "Weak"),
    );
    const key = file(whole.privateKeyPem);
    const names = "subjectAltName=DNS:shop.example.test\nextendedKeyUsage=serverAuth\n";
    const one = openssl(
      ["x509", "-req", "-sha1", ...by(file(ca), weak), ...lines(names)],
      asked(key, "shop"),
    );
    expect(faults(await verdictsOf(served(one, ca), { ciphers: "DEFAULT:@SECLEVEL=0" }))).toEqual([
      "trust fail: CN=shop is signed with SHA-1, which proves nothing",
      "trust fail: CN=Weak has an RSA key of 1024 bits: 2048 is the least",
    ]);
  });

  it("is not looked through where it has no end", async () => {
    const verdicts = await verdictsOf(served(one, ...Array<string>(32).fill(two)));
    expect(faults(verdicts)).toEqual([
      "chain fail: 33 certificates were sent, and 32 at most are looked through",
    ]);
  });

  it("asks nobody about a chain that is not trusted", async () => {
    const verdicts = await verdictsOf(whole, {}, { caPem: strange.caPem });
    expect(verdicts.at(-1)).toEqual({
      check: "revocation",
      result: "unknown",
      detail: "not asked: something else is wrong already",
    });
  });

  it.each<[string, () => Promise<Server>, RegExp]>([
    [
      "with a server that speaks something else",
      () => plainServer("HELLO\r\n\r\n"),
      /^127\.0\.0\.1:\d+: (wrong version number|packet length too long)$/,
    ],
    ["with a server that hangs up", () => plainServer(""), /closed|disconnected|socket hang up|ECONNRESET/],
  ])("%s does not come about, which is said", async (_, serve, words) => {
    server = await serve();
    const endpoint = { host: "shop.example.test", port: server.port, address: "127.0.0.1" };
    const failure = await verifyEndpoint({ endpoint, allowPrivate: false }, Date.now()).catch(
      (e: Error) => e,
    );
    expect([failure instanceof NoHandshake, (failure as Error).message]).toEqual([
      true,
      expect.stringMatching(words),
    ]);
  });

  it("with nobody there does not come about", async () => {
    server = await plainServer();
    const { port } = server;
    server.close();
    const endpoint = { host: "127.0.0.1", port };
    await expect(verifyEndpoint({ endpoint, allowPrivate: false }, Date.now())).rejects.toThrow(
      `127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });
});
