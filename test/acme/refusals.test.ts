import { describe, expect, it } from "vitest";
import { directoryStore } from "../../provider/store/directory.js";
import { failure } from "../dns01/challenges.js";
import { Stack } from "../support/stack.js";
import { problem, type Said } from "./fake-acme-server.js";
import { FakeGround } from "./fake-ground.js";

const ground = new FakeGround();
const { web, up, interruptOnce } = ground;

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
    ground.server.meta = { profiles: { classic: "90 days" } };
    expect(await failure(up({ profile: "shortlived" }))).toContain(
      "the CA has no profile shortlived: it offers classic.",
    );
    expect(ground.server.orders).toEqual([]);
  });

  it("a chain that it does not offer; the certificate is not lost, and comes with one that it does", async () => {
    expect(await failure(up({ preferredChain: "ISRG Root X1" }))).toContain(
      'the CA offers no chain that ends with preferredChain "ISRG Root X1": it offers those of CN=Fake Root.',
    );
    await ground.stack.up("web", web({ preferredChain: "Fake Root" }));
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["valid"]);
  });

  it("a customer's account without a binding", async () => {
    ground.server.meta = { externalAccountRequired: true };
    expect(await failure(up())).toContain(
      "the CA opens accounts for its customers alone: give externalAccountBinding.",
    );
  });
});

describe("a challenge that is not met", () => {
  const refuse = (token = "") => {
    ground.server.interrupt = ({ path, payload }) => {
      if (!path.startsWith("/authorization/") || payload !== "" || ground.server.count(/challenge/) === 0)
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
    ground.server.interrupt = () => undefined;
    await ground.stack.retry("web");
    expect(ground.server.orders.map(({ status }) => status)).toEqual(["pending", "valid"]);
  });

  it("again and again is slowed down, until the specification is another one", async () => {
    refuse();
    for (const _ of [1, 2, 3]) await failure(up());
    expect(ground.server.orders).toHaveLength(3);
    const text = await failure(up());
    expect(text).toMatch(
      /^Certificate default\/web-tls was not touched: these names are not ordered before \S+Z, since the CA refused them 3 times in a row: shop\.example\.com: unauthorized/,
    );
    expect((await ground.stack.preview("web", web())).said).toEqual([
      expect.stringMatching(/^defer - these names are not ordered before .*; while that is so, up fails$/),
    ]);
    expect(ground.server.orders).toHaveLength(3);
    ground.server.interrupt = () => undefined;
    await up({}, { dnsNames: ["www.example.com"] });
    expect(ground.server.orders).toHaveLength(4);
  });
});

it("a name that the CA rejects again and again is slowed down, too", async () => {
  interruptOnce(/newOrder/, { status: 403, body: problem("rejectedIdentifier", "policy") }, 9);
  for (const _ of [1, 2, 3]) expect(await failure(up())).toContain("refuses it: rejectedIdentifier: policy.");
  expect(await failure(up())).toMatch(
    /since the CA refused them 3 times in a row: rejectedIdentifier: policy/,
  );
  expect(ground.server.count(/newOrder/)).toBe(3);
});

describe("a limit", () => {
  const limited = {
    status: 429,
    headers: { "retry-after": "7200" },
    body: problem("rateLimited", "too many"),
  };

  it("of a certificate that is there is a deferred decision, until the CA takes orders again", async () => {
    await up();
    interruptOnce(/newOrder/, limited);
    const until = new Date(Math.floor((ground.stack.now + 7_200_000) / 1000) * 1000)
      .toISOString()
      .replace(".000", "");
    expect(await failure(up({}, { renewal: { trigger: "1" } }))).toBe(
      `Certificate default/web-tls was not issued: the CA takes no order for these names before ${until}: rateLimited: too many. ${stands} Run pulumi up after that instant; other names are tried at once.`,
    );
    const { said } = await ground.stack.preview("web", web({}, { renewal: { trigger: "1" } }));
    expect(said).toEqual([
      `defer - the CA takes no order for these names before ${until}: rateLimited: too many; while that is so, up fails`,
    ]);
    ground.stack.now += 7_201_000;
    expect(await up({}, { renewal: { trigger: "1" } })).toBe(
      "renew - forced: renewal.trigger was none, is 1; revision 2",
    );
  });

  it("of one that was never issued is kept, too: the preview defers it, and up does not ask before", async () => {
    interruptOnce(/newOrder/, limited);
    await failure(up());
    const asked = ground.server.asked.length;
    const deferred = /the CA takes no order for these names before \S+Z: rateLimited: too many/;
    expect((await ground.stack.preview("web", web())).said).toEqual([expect.stringMatching(deferred)]);
    expect(await failure(up())).toMatch(deferred);
    expect(ground.server.asked).toHaveLength(asked);
    ground.stack.now += 7_201_000;
    // Refused a second time, it is kept a second time.
    interruptOnce(/newOrder/, limited);
    await failure(up());
    expect(await failure(up())).toMatch(deferred);
    ground.stack.now += 7_201_000;
    expect(await up()).toMatch(
      /^issue - nothing (exists yet at default\/web-tls|is at default\/web-tls, though the state knows of it: .*); revision \d( at most)?$/,
    );
  });

  it("of one whose state was lost is kept with its order all the same", async () => {
    interruptOnce(/newOrder/, limited);
    await failure(up());
    const asked = ground.server.asked.length;
    const other = new Stack(ground.stack.now, undefined, {
      store: directoryStore({ directory: ground.stack.folder, plaintext: true }),
      place: { store: { directory: ground.stack.folder } },
      controller: () => expect.fail("there is no cluster"),
    });
    expect(await failure(other.up("web", web()))).toMatch(
      /was not ordered: it is not tried again before \S+Z: rateLimited: too many\. The CA was asked nothing\./,
    );
    expect(ground.server.asked).toHaveLength(asked);
  });
});
