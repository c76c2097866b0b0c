import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ocspRequest, statusInOcsp } from "../../provider/handshake/revocation/ocsp.js";
import type { Verdict } from "../../provider/handshake/verdict.js";
import { verifyEndpoint } from "../../provider/handshake/verify-endpoint.js";
import { Link } from "../../provider/x509/chain.js";
import type { Made } from "../support/certificates.js";
import { tlsServer } from "./endpoint.js";
import { type By, httpServer, OpenSslAuthority } from "./openssl-authority.js";

type Web = Awaited<ReturnType<typeof httpServer>>;

const authority = new OpenSslAuthority();
const closing: { close: () => void }[] = [];

afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

/** The last verdicts of a handshake with a server of this certificate: stapling and revocation. */
async function looked(
  made: Pick<Made, "certificatePem" | "privateKeyPem">,
  options: { readonly stapled?: Buffer; readonly allowPrivate?: boolean } = {},
): Promise<string[]> {
  const { stapled, allowPrivate = true } = options;
  const server = await tlsServer(made, stapled === undefined ? {} : { stapled });
  closing.push(server);
  const endpoint = { host: "shop.example.test", port: server.port, address: "127.0.0.1" };
  const { verdicts } = await verifyEndpoint(
    { endpoint, caPem: authority.ca.caPem, allowPrivate },
    Date.now(),
  );
  const line = ({ check, result, detail }: Verdict) => `${check} ${result}: ${withoutChance(detail)}`;
  return verdicts.filter(({ check, result }) => result !== "pass" || check === "revocation").map(line);
}

function withoutChance(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "DATE").replaceAll(/127\.0\.0\.1:\d+/g, "HERE");
}

async function web(answer: Parameters<typeof httpServer>[0]): Promise<Web> {
  const server = await httpServer(answer);
  closing.push(server);
  return server;
}

const crlAt = (port: number, path = "/ca.crl") => `crlDistributionPoints=URI:http://127.0.0.1:${port}${path}`;
const ocspAt = (port: number) => `authorityInfoAccess=OCSP;URI:http://127.0.0.1:${port}/ocsp`;

describe("a certificate that names a CRL", () => {
  it.each<[string, boolean, (port: number) => Buffer | { status: number }, string]>([
    [
      "is good when the list does not hold it",
      false,
      () => authority.crl(),
      "pass: CN=shop is good by CRL until DATE",
    ],
    [
      "is revoked when the list holds it",
      true,
      () => authority.crl(),
      "fail: CN=shop was revoked at DATE (keyCompromise) (CRL)",
    ],
    [
      "is unknown when a stranger signed the list",
      true,
      () => authority.crl({ by: "a stranger" }),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: the CRL is not signed by CN=Revoking CA",
    ],
    [
      "is unknown when the list is past",
      true,
      () =>
        authority.crl({ args: ["-crl_lastupdate", "20260101000000Z", "-crl_nextupdate", "20260201000000Z"] }),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: the CRL was to be renewed at DATE",
    ],
    [
      "is unknown when the list is for CAs only",
      true,
      () => authority.crl({ extensions: "issuingDistributionPoint=critical,@i\n[i]\nonlyCA=TRUE" }),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: the CRL is not for certificates of this kind",
    ],
    [
      "is unknown when the list is another part of the CA's",
      true,
      () =>
        authority.crl({
          extensions: "issuingDistributionPoint=critical,@i\n[i]\nfullname=URI:http://a.test/2.crl",
        }),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: the CRL is the one of http://a.test/2.crl",
    ],
    [
      "is revoked by the list of its own part",
      true,
      (port) =>
        authority.crl({
          extensions: `issuingDistributionPoint=critical,@i\n[i]\nonlyuser=TRUE\nfullname=URI:http://127.0.0.1:${port}/ca.crl`,
        }),
      "fail: CN=shop was revoked at DATE (keyCompromise) (CRL)",
    ],
    [
      "is unknown when something else comes",
      true,
      () => Buffer.from("<html>"),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: the CRL cannot be read: it is neither DER nor PEM",
    ],
    [
      "is unknown when the server leads elsewhere",
      true,
      () => ({ status: 302, headers: { location: "http://169.254.169.254/" } }),
      "unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: its server answered 302",
    ],
  ])("%s", async (_, isRevoked, list, wanted) => {
    const server: Web = await web(() => list(server.port));
    const made = authority.issue(isRevoked ? 10 : 11, crlAt(server.port));
    if (isRevoked) authority.revoke(made);
    expect(await looked(made)).toEqual([`revocation ${wanted}`]);
  });

  it("is not asked about at a private address unless that is allowed", async () => {
    const server = await web(() => authority.crl());
    const made = authority.issue(12, crlAt(server.port));
    expect(await looked(made, { allowPrivate: false })).toEqual([
      "revocation unknown: nothing is known of CN=shop: CRL http://HERE/ca.crl: its address 127.0.0.1 is private, and that is not allowed",
    ]);
    expect(server.asked).toEqual([]);
  });
});

describe("a certificate that names an OCSP responder", () => {
  it.each<[string, number, (request: Buffer) => Buffer, string]>([
    [
      "is good when the responder says so",
      20,
      (request) => authority.ocsp(request),
      "pass: CN=shop is good by OCSP until DATE",
    ],
    [
      "is good by a responder that the CA empowered",
      21,
      (request) => authority.ocsp(request, { by: "a responder" }),
      "pass: CN=shop is good by OCSP until DATE",
    ],
    [
      "is revoked when the responder says so",
      22,
      (request) => authority.ocsp(request),
      "fail: CN=shop was revoked at DATE (keyCompromise) (OCSP)",
    ],
    [
      "is unknown when a stranger answers",
      22,
      (request) => authority.ocsp(request, { by: "a stranger" }),
      "unknown: nothing is known of CN=shop: OCSP http://HERE/ocsp: the OCSP response is not signed for CN=Revoking CA",
    ],
    [
      "is unknown when the responder does not know it",
      70,
      (request) => authority.ocsp(request),
      "unknown: nothing is known of CN=shop: OCSP http://HERE/ocsp: the OCSP responder does not know the certificate",
    ],
    [
      "is unknown when the answer is about another one",
      23,
      () => authority.ocsp(requestFor(authority.issue(24, ""))),
      "unknown: nothing is known of CN=shop: OCSP http://HERE/ocsp: the OCSP response is about another certificate",
    ],
    [
      "is unknown when the answer is cut short",
      23,
      (request) => authority.ocsp(request).subarray(0, 99),
      "unknown: nothing is known of CN=shop: OCSP http://HERE/ocsp: the OCSP response cannot be read: the OCSP response is missing or cut short",
    ],
  ])("%s", async (_, serial, respond, wanted) => {
    const server = await web((_path, body) => respond(body));
    const made = authority.issue(serial, ocspAt(server.port));
    if (serial === 22) authority.revoke(made);
    expect(await looked(made)).toEqual([`revocation ${wanted}`]);
    expect(server.asked).toEqual(["POST /ocsp"]);
  });

  it("is revoked by its CRL although the responder says nothing of it", async () => {
    const server = await web((path) => (path === "/ocsp" ? { status: 500 } : authority.crl()));
    const made = authority.issue(30, `${ocspAt(server.port)}\n${crlAt(server.port)}`);
    authority.revoke(made);
    expect(await looked(made)).toEqual([
      "revocation fail: CN=shop was revoked at DATE (keyCompromise) (CRL)",
    ]);
  });
});

describe("an OCSP response that names no end", () => {
  it("counts for a day: it could be shown for ever", () => {
    const made = authority.issue(35, "");
    const [link, issuer] = [new Link(made.certificatePem), new Link(authority.ca.certificatePem)];
    const response = authority.ocsp(ocspRequest(link, issuer), { ends: false });
    const at = (hours: number) => statusInOcsp(response, link, issuer, Date.now() + hours * 3_600_000);
    expect([at(0), at(23)]).toEqual([{ status: "good" }, { status: "good" }]);
    const later = at(25);
    expect(later.status === "unknown" && withoutChance(later.why)).toBe(
      "the OCSP response is of DATE and names no end",
    );
  });
});

describe("a staple", () => {
  let [good, bad, demanding]: Pick<Made, "certificatePem" | "privateKeyPem">[] = [];

  beforeAll(() => {
    good = authority.issue(40, "");
    bad = authority.issue(41, "");
    demanding = authority.issue(42, "tlsfeature=status_request");
    authority.revoke(bad);
  });

  it.each<[string, () => [Pick<Made, "certificatePem" | "privateKeyPem">, Buffer | undefined], string[]]>([
    ["that says good is fine", () => [good!, authority.ocsp(requestFor(good!))], []],
    [
      "that says revoked is a failure",
      () => [bad!, authority.ocsp(requestFor(bad!))],
      ["stapling fail: CN=shop was revoked at DATE (keyCompromise)"],
    ],
    [
      "that a stranger signed is a failure",
      () => [good!, authority.ocsp(requestFor(good!), { by: "a stranger" as By })],
      ["stapling fail: the OCSP response is not signed for CN=Revoking CA"],
    ],
    [
      "that the certificate demands and does not get is a failure",
      () => [demanding!, undefined],
      ["stapling fail: the certificate demands an OCSP response, and none came"],
    ],
    [
      "that the certificate demands and gets is fine",
      () => [demanding!, authority.ocsp(requestFor(demanding!))],
      [],
    ],
  ])("%s", async (_, make, wanted) => {
    const [made, stapled] = make();
    const lines = await looked(made, stapled === undefined ? {} : { stapled });
    expect(lines.filter((line) => !line.startsWith("revocation"))).toEqual(wanted);
  });
});

function requestFor({ certificatePem }: Pick<Made, "certificatePem">): Buffer {
  return ocspRequest(new Link(certificatePem), new Link(authority.ca.certificatePem));
}
