import { createHmac } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failure } from "../dns01/challenges.js";
import { type Asked, problem } from "./fake-acme-server.js";
import { FakeGround, nothing } from "./fake-ground.js";

const ground = new FakeGround();
const { web, up, interruptOnce, paths, orderFiles } = ground;

describe("a certificate", () => {
  it("comes without what the CA sends between the certificates of its chain", async () => {
    const junk = "\u001b[2J<{%x%}>\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n";
    const { server } = ground;
    server.interrupt = ({ path }) => {
      const { chain } = server.orders[0] ?? {};
      return path.startsWith("/certificate") && chain !== undefined
        ? { body: junk + chain + junk }
        : undefined;
    };
    await up();
    expect(ground.stack.outputs("web").certificatePem).toBe(server.orders[0]?.chain);
    expect(ground.stack.secret("web-tls")["tls.crt"]?.toString("utf8")).toBe(server.orders[0]?.chain);
  });

  it("is issued, and nothing of its order is kept", async () => {
    expect(await up()).toBe(nothing);
    expect(Object.keys(ground.stack.secret("web-tls"))).toEqual(["tls.crt", "tls.key"]);
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
    ground.server.interrupt = ({ path }) => {
      const [file] = path.startsWith("/certificate/") ? orderFiles() : [];
      if (file !== undefined) left ??= { path: file, text: readFileSync(file, "utf8") };
      return undefined;
    };
    await up();
    if (left === undefined) throw new Error("no order was kept while the certificate was asked for");
    writeFileSync(left.path, left.text, { mode: 0o600 });
    const before = ground.stack.secret("web-tls")["tls.crt"];
    expect(await up({}, { renewal: { trigger: "leak" } })).toBe(
      "renew - forced: renewal.trigger was none, is leak; revision 2",
    );
    expect(ground.stack.secret("web-tls")["tls.crt"]).not.toEqual(before);
    expect(orderFiles()).toEqual([]);
  });

  it("of the same account needs neither directory nor nonce nor account again", async () => {
    await up();
    ground.server.asked.length = 0;
    await ground.stack.up("api", { ...web(), secretName: "api-tls" });
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
    const [first, second] = ground.server.orders;
    expect(first?.replaces).toBeUndefined();
    expect(second?.replaces).toMatch(/^[\w-]{27}\.QA?[\w-]+$/);
  });

  it("does not name it where it has no name in common with it", async () => {
    await up();
    await up({}, { dnsNames: ["www.example.com"] });
    expect(ground.server.orders[1]?.replaces).toBeUndefined();
  });

  it.each([
    ["says that it was replaced already", 409, "alreadyReplaced"],
    ["says so by the status alone", 409, "conflict"],
    ["says so by the type alone", 400, "alreadyReplaced"],
    ["knows nothing of it", 404, "malformed"],
  ])("is ordered without naming the one that it replaces, where the CA %s", async (_, status, type) => {
    await up();
    interruptOnce(/newOrder/, { status, body: problem(type, "not that one") });
    await up({}, { renewal: { trigger: "1" } });
    expect(ground.server.orders.map(({ replaces }) => replaces)).toEqual([undefined, undefined]);
  });

  it("asks for a profile that the CA offers", async () => {
    ground.server.meta = { profiles: { classic: "90 days", shortlived: "6 days" } };
    await up({ profile: "shortlived" });
    expect(ground.server.orders[0]?.profile).toBe("shortlived");
  });
});

describe("an account", () => {
  it("is told of another contact at once, which orders nothing", async () => {
    await up();
    expect(await up({ email: "new@example.com" })).toBe(
      "record - the account is changed at the CA: issuer.acme.email was ops@example.com, wanted new@example.com; revision 1 is only recorded",
    );
    expect(ground.server.asked.filter(({ path }) => path.startsWith("/account/"))).toMatchObject([
      { payload: { contact: ["mailto:new@example.com"] } },
    ]);
    expect(ground.server.orders).toHaveLength(1);
    expect(await up({ email: "new@example.com" })).toBe("keep");
  });

  it("stays as it is where the CA cannot be told, and so does the certificate", async () => {
    await up();
    interruptOnce(/account\//, { status: 403, body: problem("invalidContact", "no such host") });
    expect((await failure(up({ email: "new@nowhere.example" }))).replace(/127[\d.:]+/, "CA")).toBe(
      "The account at CA is not as it is wanted: invalidContact: no such host. Its keys are kept, and so is every certificate. Mend that and run pulumi up again.",
    );
    expect(await up({ email: "new@nowhere.example" })).toMatch(/^record - /);
  });

  it("has its contact changed, and is opened no second time", async () => {
    await up();
    await up({ email: "new@example.com" }, { renewal: { trigger: "1" } });
    const opened = ground.server.asked
      .filter(({ path }) => path === "/newAccount")
      .map(({ payload }) => payload);
    expect(opened).toEqual([
      { onlyReturnExisting: true },
      { termsOfServiceAgreed: true, contact: ["mailto:ops@example.com"] },
      { onlyReturnExisting: true },
    ]);
    expect(ground.server.asked.filter(({ path }) => path.startsWith("/account/"))).toMatchObject([
      { payload: { contact: ["mailto:new@example.com"] } },
    ]);
  });

  it("has its key in a Secret beside the certificate, and nowhere in the state", async () => {
    await up();
    const [name = ""] = readdirSync(join(ground.stack.folder, "default")).filter((file) =>
      file.startsWith("acme-account-"),
    );
    expect(name).toMatch(/^acme-account-127-0-0-1-[0-9a-f]{6}\.yaml$/);
    expect(statSync(join(ground.stack.folder, "default", name)).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(ground.stack.outputs("web"))).not.toContain("PRIVATE KEY");
  });

  it.each(["HS256", "HS384", "HS512"] as const)(
    "is bound to a customer's key by %s",
    async (keyAlgorithm) => {
      ground.server.meta = { externalAccountRequired: true };
      const key = Buffer.from("the key of a customer").toString("base64url");
      await up({ externalAccountBinding: { keyID: "kid-1", key, keyAlgorithm } });
      const { payload, header } = ground.server.asked.filter(
        ({ path }) => path === "/newAccount",
      )[1] as Asked;
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
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("whose answer to finalize is lost has finalised it all the same", async () => {
    let lost = false;
    ground.server.interrupt = (asked) => {
      if (!asked.path.startsWith("/finalize") || lost) return undefined;
      lost = true;
      ground.server.answer(asked);
      return "silence";
    };
    expect(await up()).toBe(nothing);
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("that takes its time is asked again when it says", async () => {
    const looks: number[] = [];
    ground.server.interrupt = ({ path }) => {
      if (!path.startsWith("/order/")) return undefined;
      looks.push(performance.now());
      const body = { status: "pending", authorizations: [], finalize: "" };
      return looks.length === 1 ? { body, headers: { "retry-after": "1" } } : undefined;
    };
    await up();
    expect(looks[1]! - looks[0]!).toBeGreaterThan(950);
  });
});
