import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { failure } from "../dns01/challenges.js";
import { Stack } from "../support/stack.js";
import { type Asked, FakeAcmeServer, problem, type Said } from "./fake-acme-server.js";

let server: FakeAcmeServer;
let stack: Stack;
let state: string;
beforeEach(async () => {
  server = new FakeAcmeServer();
  await server.start();
  stack = new Stack(Date.now());
  state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
  process.env.XDG_STATE_HOME = state;
});
afterEach(async () => {
  delete process.env.XDG_STATE_HOME;
  rmSync(state, { recursive: true });
  await server.close();
});

const web = (changes: object = {}, more: object = {}) => ({
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: {
    acme: {
      server: server.directory,
      caBundle: server.caBundle,
      email: "ops@example.com",
      solvers: [{ http01: { webroot: { directory: state }, waitInsteadOfSelfCheck: "0s" } }],
      ...changes,
    },
  },
  ...more,
});

/** The files in which orders are kept. */
function orderFiles(): string[] {
  return readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Lets the server say something in place of its own answer, the first so many times that it is asked for a path. */
function interruptOnce(path: RegExp, said: Said | "silence", times = 1): void {
  let left = times;
  server.interrupt = (asked) => (path.test(asked.path) && left-- > 0 ? said : undefined);
}

const paths = () => server.asked.map(({ method, path }) => `${method} ${path}`);
const up = (changes: object = {}, more: object = {}) => stack.up("web", web(changes, more));
const nothing = "issue - nothing exists yet at default/web-tls; revision 1";

describe("a certificate", () => {
  it("is issued, and nothing of its order is kept", async () => {
    expect(await up()).toBe(nothing);
    expect(Object.keys(stack.secret("web-tls"))).toEqual(["tls.crt", "tls.key"]);
    expect(orderFiles()).toEqual([]);
    expect(await up()).toBe("keep");
    // The account was looked up before it was opened.
    expect(paths()).toEqual([
      "GET /dir",
      "HEAD /newNonce",
      "POST /newAccount",
      "POST /newAccount",
      "POST /newOrder",
      "POST /authorization/0-0",
      "POST /challenge/0-0",
      "POST /authorization/0-0",
      "POST /order/0",
      "POST /finalize/0",
      "POST /certificate/0",
    ]);
  });

  it("is renewed by an order of its own, also where a killed process left the one that is written", async () => {
    let left: { path: string; text: string } | undefined;
    server.interrupt = ({ path }) => {
      const [file] = path.startsWith("/certificate/") ? orderFiles() : [];
      if (file !== undefined) left ??= { path: file, text: readFileSync(file, "utf8") };
      return undefined;
    };
    await up();
    if (left === undefined) throw new Error("no order was kept while the certificate was asked for");
    writeFileSync(left.path, left.text, { mode: 0o600 });
    const before = stack.secret("web-tls")["tls.crt"];
    expect(await up({}, { renewal: { trigger: "leak" } })).toBe(
      "renew - forced: renewal.trigger was none, is leak; revision 2",
    );
    expect(stack.secret("web-tls")["tls.crt"]).not.toEqual(before);
    expect(orderFiles()).toEqual([]);
  });

  it("of the same account needs neither directory nor nonce nor account again", async () => {
    await up();
    server.asked.length = 0;
    await stack.up("api", { ...web(), secretName: "api-tls" });
    expect(paths()).toEqual([
      "POST /newOrder",
      "POST /authorization/1-0",
      "POST /challenge/1-0",
      "POST /authorization/1-0",
      "POST /order/1",
      "POST /finalize/1",
      "POST /certificate/1",
    ]);
  });

  it("names the one that it replaces, where the CA has renewal information", async () => {
    await up();
    await up({}, { renewal: { trigger: "1" } });
    const [first, second] = server.orders;
    expect(first?.replaces).toBeUndefined();
    expect(second?.replaces).toMatch(/^[\w-]{27}\.QA?[\w-]+$/);
  });

  it("is ordered without naming the one that it replaces, where the CA says that it was replaced already", async () => {
    await up();
    interruptOnce(/newOrder/, { status: 409, body: problem("alreadyReplaced", "it was replaced") });
    await up({}, { renewal: { trigger: "1" } });
    expect(server.orders.map(({ replaces }) => replaces)).toEqual([undefined, undefined]);
  });

  it("asks for a profile that the CA offers", async () => {
    server.meta = { profiles: { classic: "90 days", shortlived: "6 days" } };
    await up({ profile: "shortlived" });
    expect(server.orders[0]?.profile).toBe("shortlived");
  });
});

describe("an account", () => {
  it("has its contact changed, and is opened no second time", async () => {
    await up();
    await up({ email: "new@example.com" }, { renewal: { trigger: "1" } });
    const opened = server.asked.filter(({ path }) => path === "/newAccount").map(({ payload }) => payload);
    expect(opened).toEqual([
      { onlyReturnExisting: true },
      { termsOfServiceAgreed: true, contact: ["mailto:ops@example.com"] },
      { onlyReturnExisting: true },
    ]);
    expect(server.asked.filter(({ path }) => path.startsWith("/account/"))).toMatchObject([
      { payload: { contact: ["mailto:new@example.com"] } },
    ]);
  });

  it("has its key in a Secret beside the certificate, and nowhere in the state", async () => {
    await up();
    const [name = ""] = readdirSync(join(stack.folder, "default")).filter((file) =>
      file.startsWith("acme-account-"),
    );
    expect(name).toMatch(/^acme-account-127-0-0-1-[0-9a-f]{6}\.yaml$/);
    expect(statSync(join(stack.folder, "default", name)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(stack.outputs("web"))).not.toContain("PRIVATE KEY");
  });

  it.each(["HS256", "HS384", "HS512"] as const)(
    "is bound to a customer's key by %s",
    async (keyAlgorithm) => {
      server.meta = { externalAccountRequired: true };
      const key = Buffer.from("the key of a customer").toString("base64url");
      await up({ externalAccountBinding: { keyID: "kid-1", key, keyAlgorithm } });
      const { payload, header } = server.asked.filter(({ path }) => path === "/newAccount")[1] as Asked;
      const binding = (payload as { externalAccountBinding: Record<string, string> }).externalAccountBinding;
      const part = (name: string) => JSON.parse(Buffer.from(binding[name] ?? "", "base64url").toString());
      expect(part("protected")).toEqual({ alg: keyAlgorithm, kid: "kid-1", url: header.url });
      expect(part("payload")).toEqual(header.jwk);
      const mac = createHmac(keyAlgorithm.replace("HS", "sha"), "the key of a customer");
      expect(binding.signature).toBe(
        mac.update(`${binding.protected}.${binding.payload}`).digest("base64url"),
      );
    },
  );
});

describe("a server in trouble", () => {
  it.each([
    ["refuses a nonce", /newOrder/, { status: 400, body: problem("badNonce", "no") }, 20],
    ["answers 500", /newOrder/, { status: 500, body: problem("serverInternal", "oops") }, 1],
    ["hangs up", /finalize/, "silence", 1],
    [
      "answers 503 with a moment's Retry-After",
      /authorization/,
      { status: 503, headers: { "retry-after": "0" } },
      1,
    ],
  ] as const)("that %s is asked again", async (_, path, said, times) => {
    interruptOnce(path, said, times);
    expect(await up()).toBe(nothing);
    expect(server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("whose answer to finalize is lost has finalised it all the same", async () => {
    let lost = false;
    server.interrupt = (asked) => {
      if (!asked.path.startsWith("/finalize") || lost) return undefined;
      lost = true;
      server.answer(asked);
      return "silence";
    };
    expect(await up()).toBe(nothing);
    expect(server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("that takes its time is asked again when it says", async () => {
    const looks: number[] = [];
    server.interrupt = ({ path }) => {
      if (!path.startsWith("/order/")) return undefined;
      looks.push(performance.now());
      const body = { status: "pending", authorizations: [], finalize: "" };
      return looks.length === 1 ? { body, headers: { "retry-after": "1" } } : undefined;
    };
    await up();
    expect(looks[1]! - looks[0]!).toBeGreaterThan(950);
  });
});

const stands = "What was there before is still there.";

describe("what the CA refuses is told in its own words:", () => {
  const refusals: [what: string, path: RegExp, said: Said, message: RegExp | string][] = [
    [
      "an order with subproblems",
      /newOrder/,
      {
        status: 403,
        body: problem("rejectedIdentifier", "policy", {
          subproblems: [
            { ...problem("caa", "CAA forbids it"), identifier: { type: "dns", value: "shop.example.com" } },
          ],
        }),
      },
      `127.0.0.1 refuses it: rejectedIdentifier: policy (shop.example.com: caa: CAA forbids it). ${stands} Mend that and run pulumi up again.`,
    ],
    [
      "garbage",
      /dir/,
      { body: "<html>It works!</html>" },
      /what https:\S+\/dir answers is no ACME directory \(RFC 8555, section 7\.1\.1\)\. What was there/,
    ],
    [
      "garbage in place of a certificate",
      /certificate/,
      { body: "no certificate" },
      "what the CA gives as the certificate is no chain in PEM. What was there before is still there. Mend that and run pulumi up again.",
    ],
    [
      "an account that it closed",
      /newAccount/,
      { status: 401, body: problem("unauthorized", "the account is deactivated") },
      `127.0.0.1 refuses it: unauthorized: the account is deactivated. ${stands} Mend that and run pulumi up again.`,
    ],
  ];
  it.each(refusals)("%s", async (_, path, said, message) => {
    interruptOnce(path, said, 9);
    const text = await failure(up());
    const prefix = "Certificate default/web-tls was not issued: ";
    if (typeof message === "string")
      expect(text.replace(/127\.0\.0\.1:\d+/, "127.0.0.1")).toBe(prefix + message);
    else expect(text).toMatch(message);
  });

  it("an unknown profile, before anything is ordered", async () => {
    server.meta = { profiles: { classic: "90 days" } };
    expect(await failure(up({ profile: "shortlived" }))).toContain(
      "the CA has no profile shortlived: it offers classic.",
    );
    expect(server.orders).toEqual([]);
  });

  it("a chain that it does not offer; the certificate is not lost, and comes with one that it does", async () => {
    expect(await failure(up({ preferredChain: "ISRG Root X1" }))).toContain(
      'the CA offers no chain that ends with preferredChain "ISRG Root X1": it offers those of CN=Fake Root.',
    );
    await stack.up("web", web({ preferredChain: "Fake Root" }));
    expect(server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("a customer's account without a binding", async () => {
    server.meta = { externalAccountRequired: true };
    expect(await failure(up())).toContain(
      "the CA opens accounts for its customers alone: give externalAccountBinding.",
    );
  });
});

describe("a challenge that is not met", () => {
  const refuse = (token = "") => {
    server.interrupt = ({ path, payload }) => {
      if (!path.startsWith("/authorization/") || payload !== "" || server.count(/challenge/) === 0)
        return undefined;
      const error = problem(
        "unauthorized",
        `expected "${token}" at http://shop.example.com/.well-known/acme-challenge/abc, got 404`,
      );
      return {
        body: {
          identifier: { type: "dns", value: "shop.example.com" },
          status: "invalid",
          challenges: [{ type: "http-01", url: "x", status: "invalid", error }],
        },
      };
    };
  };

  it("is told with its name and without its token, and the next try is another order", async () => {
    refuse(`${"t".repeat(43)}.${"k".repeat(43)}`);
    expect(await failure(up())).toBe(
      `Certificate default/web-tls was not issued: The CA gave the order up: shop.example.com: unauthorized: expected "(token)" at http://shop.example.com/.well-known/acme-challenge/(token), got 404. ${stands} Mend that and run pulumi up again.`.replace(
        "The CA gave",
        "the CA gave",
      ),
    );
    server.interrupt = () => undefined;
    await stack.retry("web");
    expect(server.orders.map(({ status }) => status)).toEqual(["pending", "valid"]);
  });

  it("again and again is slowed down, until the specification is another one", async () => {
    refuse();
    for (const _ of [1, 2, 3]) await failure(up());
    expect(server.orders).toHaveLength(3);
    const text = await failure(up());
    expect(text).toMatch(
      /^Certificate default\/web-tls was not ordered: it is not tried again before \S+Z, after 3 refusals in a row: shop\.example\.com: unauthorized/,
    );
    expect(server.orders).toHaveLength(3);
    server.interrupt = () => undefined;
    await up({}, { dnsNames: ["www.example.com"] });
    expect(server.orders).toHaveLength(4);
  });
});

describe("a limit", () => {
  const limited = {
    status: 429,
    headers: { "retry-after": "3600" },
    body: problem("rateLimited", "too many"),
  };

  it("of a certificate that is there is a deferred decision, until the CA takes orders again", async () => {
    await up();
    interruptOnce(/newOrder/, limited);
    const until = new Date(Math.floor((stack.now + 3_600_000) / 1000) * 1000)
      .toISOString()
      .replace(".000", "");
    expect(await failure(up({}, { renewal: { trigger: "1" } }))).toBe(
      `Certificate default/web-tls was not issued: the CA takes no order for these names before ${until}: rateLimited: too many. ${stands} Run pulumi up after that instant; other names are tried at once.`,
    );
    const { said } = await stack.preview("web", web({}, { renewal: { trigger: "1" } }));
    expect(said).toEqual([
      `defer - the CA takes no order for these names before ${until}: rateLimited: too many; while that is so, up fails`,
    ]);
    stack.now += 3_601_000;
    expect(await up({}, { renewal: { trigger: "1" } })).toBe(
      "renew - forced: renewal.trigger was none, is 1; revision 2",
    );
  });

  it("of one that was never issued is kept with its order: up does not ask again before", async () => {
    interruptOnce(/newOrder/, limited);
    await failure(up());
    const asked = server.asked.length;
    expect(await failure(up())).toMatch(
      /was not ordered: it is not tried again before \S+Z: rateLimited: too many\. The CA was asked nothing\./,
    );
    expect(server.asked).toHaveLength(asked);
    stack.now += 3_601_000;
    // Revision 1 was decided on, and never reached.
    expect(await up()).toBe(nothing.replace("revision 1", "revision 2"));
  });
});

describe("an order that a process left", () => {
  it.each([
    ["pending", /challenge/],
    ["ready", /finalize/],
    ["valid", /certificate/],
  ])("is gone on with where it is %s, with its key", async (status, path) => {
    interruptOnce(path, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    expect(server.orders.map((order) => order.status)).toEqual([status]);
    const [file = ""] = orderFiles();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { order } = JSON.parse(readFileSync(file, "utf8"));
    await stack.retry("web");
    expect(server.orders.map((each) => each.status)).toEqual(["valid"]);
    expect(order.privateKeyPem).toBe(String(stack.secret("web-tls")["tls.key"]));
    expect(orderFiles()).toEqual([]);
  });

  it.each([
    ["is invalid since", { body: { status: "invalid", authorizations: [], finalize: "" } }],
    ["is known to it no more", { status: 404, body: problem("malformed", "no such order") }],
  ])("and that %s is followed by another one", async (_, said) => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    interruptOnce(/^\/order\/0/, said);
    await stack.retry("web");
    expect(server.orders.map(({ status }) => status)).toEqual(["pending", "valid"]);
  });

  it("for other names is none for these", async () => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    await up({}, { dnsNames: ["www.example.com"] });
    expect(server.orders.map(({ names }) => names)).toEqual([["shop.example.com"], ["www.example.com"]]);
  });

  it("is gone when the certificate is destroyed", async () => {
    interruptOnce(/challenge/, { status: 400, body: problem("malformed", "not now") });
    await failure(up());
    expect(orderFiles()).toHaveLength(1);
    await stack.destroy("web");
    expect(orderFiles()).toEqual([]);
  });
});
