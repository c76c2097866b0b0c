import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { acmeDNS } from "../../provider/dns01/acme-dns/acme-dns.js";
import { live } from "../../provider/dns01/outside.js";
import { failure, patient } from "./challenges.js";
import { fakeAcmeDNS } from "./fakes/acme-dns.js";
import { givenCredentials } from "./given-credentials.js";

type Fake = Awaited<ReturnType<typeof fakeAcmeDNS>>;

/** No contract like that of the others: it serves the two newest values of an account, whoever gave them. */
describe("acme-dns, by a fake of its API", () => {
  let fake: Fake;
  beforeAll(async () => {
    fake = await fakeAcmeDNS();
  });
  beforeEach(() => fake.forget());
  afterAll(() => fake?.api.close());

  const provider = (account: object = { "example.test": fake.account }) =>
    acmeDNS(
      { host: "https://auth.example.test", account: { value: JSON.stringify(account) } },
      givenCredentials(),
      { ...live, fetch: fake.api.fetch },
    );
  const record = (...values: string[]) => ({
    name: fake.account.fulldomain,
    zone: "auth.example.test",
    values,
  });

  it("serves a wildcard's value and its apex's, also when both are given again", async () => {
    const values = ["a".repeat(43), "b".repeat(43)];
    await provider().add([record(...values)], patient());
    await provider().add([record(...values)], patient());
    expect(fake.served()).toEqual(values);
  });

  it("takes nothing away: the next values push the old ones out", async () => {
    const [first, second] = ["a".repeat(43), "b".repeat(43)];
    await provider().add([record(first)], patient());
    await provider().remove([record(first)], patient());
    expect(fake.served()).toEqual([first]);
    await provider().add([record(second, first)], patient());
    expect(fake.served()).toEqual([first, second]);
  });

  it("goes on where it was asked to wait", async () => {
    fake.api.throttle(2);
    await provider().add([record("a".repeat(43))], patient());
    expect(fake.served()).toEqual(["a".repeat(43)]);
  });

  it.each<[string, () => Promise<void>, string]>([
    [
      "a third value at a name",
      () => provider().add([record("a", "b", "c")], patient()),
      "acme-dns serves two values at a name, and d420c923.auth.example.test needs 3",
    ],
    [
      "a name that no account is for",
      () => provider().add([{ ...record("a"), name: "_acme-challenge.example.test" }], patient()),
      "no acme-dns account is for _acme-challenge.example.test (accounts are there for d420c923.auth.example.test): point a CNAME at _acme-challenge to an account's fulldomain",
    ],
    [
      "accounts that are none",
      () => provider([]).add([record("a")], patient()),
      "no acme-dns account is for d420c923.auth.example.test (accounts are there for none): point a CNAME at _acme-challenge to an account's fulldomain",
    ],
    [
      "a wrong password",
      () =>
        provider({ "example.test": { ...fake.account, password: "wrong-secret" } }).add(
          [record("a".repeat(43))],
          patient(),
        ),
      "acme-dns answers POST /update with 401 (forbidden)",
    ],
    [
      "a value that is none",
      () => provider().add([record("short")], patient()),
      "acme-dns answers POST /update with 400 (bad_txt)",
    ],
  ])("says what is wrong with %s", async (_, work, message) => {
    const said = await failure(work());
    expect(said).toBe(message);
    expect(said).not.toContain("wrong-secret");
  });
});
