import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { certificateId } from "../../provider/acme/renewal-info.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { Stack } from "../support/stack.js";
import { FakeAcmeServer } from "./fake-acme-server.js";

const day = 86_400_000;

it("a CA knows a certificate by its issuer's key and its serial number, as RFC 9773 has it", () => {
  const certificate = {
    authorityKeyId: "69885b6b87464041e1b37b847ba0ae2cde01c8d4",
    serialNumber: "87654321",
  };
  expect(certificateId(certificate)).toBe("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
});

describe("renewal information", () => {
  let server: FakeAcmeServer;
  let stack: Stack;
  let state: string;
  beforeEach(async () => {
    server = new FakeAcmeServer();
    await server.start();
    stack = new Stack(Date.now());
    state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
    process.env.XDG_STATE_HOME = state;
    await stack.up("web", web());
  });
  afterEach(async () => {
    delete process.env.XDG_STATE_HOME;
    rmSync(state, { recursive: true });
    await server.close();
  });

  const web = () => ({
    secretName: "web-tls",
    dnsNames: ["shop.example.com"],
    privateKey: { algorithm: "ECDSA" },
    issuer: {
      acme: {
        server: server.directory,
        caBundle: server.caBundle,
        solvers: [{ http01: { webroot: { directory: state }, waitInsteadOfSelfCheck: "0s" } }],
      },
    },
  });
  const suggest = (start: number, end: number) => {
    const suggestedWindow = { start: formatInstant(start), end: formatInstant(end) };
    server.window = { body: { suggestedWindow }, headers: { "retry-after": "21600" } };
  };

  it("is not asked for in the first half of a certificate's life", async () => {
    suggest(stack.now, stack.now + day);
    stack.now += 40 * day;
    expect((await stack.preview("web", web())).changes).toBe(false);
    expect(server.count(/renewalInfo/)).toBe(0);
  });

  it("makes a certificate due that the CA would have renewed, in the preview already", async () => {
    suggest(stack.now + 10 * day, stack.now + 11 * day);
    stack.now += 50 * day;
    const { said } = await stack.preview("web", web());
    expect(said).toEqual([
      expect.stringMatching(/^renew - due since \S+Z \(the CA would have it renewed between /),
    ]);
  });

  it("moves the renewal time, which up records; until the CA's next check nobody asks again", async () => {
    suggest(stack.now + 55 * day, stack.now + 56 * day);
    stack.now += 50 * day;
    expect(await stack.up("web", web())).toMatch(
      /^record - the renewal time moves from \S+Z to \S+Z; revision 1 is only recorded$/,
    );
    stack.forget();
    stack.now += 5 * 3_600_000;
    expect(await stack.up("web", web())).toBe("keep");
    expect(server.count(/renewalInfo/)).toBe(1);
    stack.now += 2 * 3_600_000;
    await stack.preview("web", web());
    expect(server.count(/renewalInfo/)).toBe(2);
  });

  it.each([
    ["is silent", "silence"],
    ["knows nothing", { status: 404 }],
    ["answers nonsense", { body: { suggestedWindow: { start: "soon" } } }],
  ] as const)("is not missed where the CA %s", async (_, said) => {
    server.interrupt = ({ path }) => (path.startsWith("/renewalInfo") ? said : undefined);
    stack.now += 50 * day;
    expect(await stack.preview("web", web())).toMatchObject({ changes: false, said: [] });
  });
});
