import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { DnsProvider } from "../../provider/dns01/dns-provider.js";
import type { Outside } from "../../provider/dns01/outside.js";
import { failure, patient } from "./challenges.js";

/** A DNS provider, and the other side of it. */
export interface Place {
  /** As another process would have it, with what it asks of the world changed. */
  open(outside?: Partial<Outside>): DnsProvider;
  /** With a credential that is wrong. */
  openWrongly(): DnsProvider;
  /** The values that are served at a name, in any order. */
  served(name: string): Promise<readonly string[]>;
  /** Somebody else's value. */
  put(zone: string, name: string, value: string): Promise<void>;
  /** Which of {@link zones} holds records at the name. */
  holder(name: string): Promise<string | undefined>;
  /** The next requests are refused as too many; absent where nobody counts them. */
  throttle?(count: number): void;
  /** Nothing is answered any more. */
  silence(): void;
  close(): Promise<void>;
}

/** The zones that a place serves: beside each other, inside each other, and ending like each other. */
export const zones = ["example.test", "sub.example.test", "ample.test"] as const;

export interface Expected {
  /** What is said for a wrong credential. */
  readonly wrongCredential: string | RegExp;
  /** What is said where no zone holds the name. */
  readonly noZone: string | RegExp;
  /** What is said of an API that does not answer. */
  readonly late: string | RegExp;
  /** Nobody counts the requests, so that none is refused as one too many. */
  readonly isUncounted?: true;
}

/** What any DNS provider promises; the solver relies on nothing else. */
export function dnsProviderContract(title: string, create: () => Promise<Place>, expected: Expected): void {
  describe(title, () => {
    let place: Place;
    let provider: DnsProvider;
    beforeAll(async () => {
      place = await create();
    });
    beforeEach(() => {
      provider = place.open();
    });
    afterAll(() => place?.close());

    let count = 0;
    /** A name that no other test used. */
    const record = (...values: string[]) => ({
      name: `_acme-challenge.n${++count}.example.test`,
      zone: "example.test",
      values,
    });
    const served = async (name: string) => [...(await place.served(name))].sort();

    it("adds a value, and takes it away", async () => {
      const one = record("one");
      await provider.add([one], patient());
      expect(await served(one.name)).toEqual(["one"]);
      await provider.remove([one], patient());
      expect(await served(one.name)).toEqual([]);
    });

    it("holds a wildcard's value and its apex's at one name", async () => {
      const both = record("apex", "wildcard");
      await provider.add([both], patient());
      expect(await served(both.name)).toEqual(["apex", "wildcard"]);
    });

    it("adds a second value to the first, in another process", async () => {
      const first = record("first");
      await provider.add([first], patient());
      await place.open().add([{ ...first, values: ["second"] }], patient());
      expect(await served(first.name)).toEqual(["first", "second"]);
    });

    it("may add again what is there", async () => {
      const both = record("apex", "wildcard");
      await provider.add([both], patient());
      await place.open().add([both], patient());
      expect(await served(both.name)).toEqual(["apex", "wildcard"]);
    });

    it("takes its own value away alone, and may do so again", async () => {
      const both = record("mine", "other");
      const mine = { ...both, values: ["mine"] };
      await provider.add([both], patient());
      await place.open().remove([mine], patient());
      expect(await served(both.name)).toEqual(["other"]);
      await place.open().remove([mine], patient());
      expect(await served(both.name)).toEqual(["other"]);
    });

    it("takes away where nothing is", async () => {
      const none = record("none");
      await provider.remove([none], patient());
      expect(await served(none.name)).toEqual([]);
    });

    it("leaves what others have at the name, however much it is", async () => {
      const mine = record("mine");
      const others = Array.from({ length: 7 }, (_, index) => `"quoted" \\ other ${index}`);
      for (const value of others) await place.put("example.test", mine.name, value);
      await provider.add([mine], patient());
      expect(await served(mine.name)).toEqual(["mine", ...others].sort());
      await place.open().remove([mine], patient());
      expect(await served(mine.name)).toEqual(others.sort());
    });

    it("works on many names at once", async () => {
      const many = Array.from({ length: 10 }, (_, index) => record(`value ${index}`));
      await provider.add(many, patient());
      for (const [index, { name }] of many.entries()) expect(await served(name)).toEqual([`value ${index}`]);
      await provider.remove(many, patient());
      for (const { name } of many) expect(await served(name)).toEqual([]);
    });

    it("survives two that change one name at the same moment", async () => {
      const name = record().name;
      const values = ["a", "b", "c"];
      const one = (value: string) => ({ name, zone: "example.test", values: [value] });
      await Promise.all(values.map((value) => place.open().add([one(value)], patient())));
      expect(await served(name)).toEqual(values);
      await Promise.all(values.map((value) => place.open().remove([one(value)], patient())));
      expect(await served(name)).toEqual([]);
    });

    it.each([
      ["the longest zone", "_acme-challenge.a.sub.example.test", "sub.example.test", "sub.example.test"],
      ["a zone by its labels", "_acme-challenge.asub.example.test", "example.test", "example.test"],
      ["a zone that another one ends like", "_acme-challenge.ample.test", "ample.test", "ample.test"],
      [
        "its own zone where DNS tells of none",
        "_acme-challenge.b.sub.example.test",
        "b.sub.example.test",
        "sub.example.test",
      ],
    ])("writes into %s", async (_, name, zone, holder) => {
      await provider.add([{ name, zone, values: ["value"] }], patient());
      expect(await place.holder(name)).toBe(holder);
      await provider.remove([{ name, zone, values: ["value"] }], patient());
    });

    it("says where it looked for the zone of a name that none holds", async () => {
      const stray = { name: "_acme-challenge.notexample.test", zone: "notexample.test", values: ["value"] };
      says(await failure(provider.add([stray], patient())), expected.noZone);
    });

    it("says what is said of a wrong credential", async () => {
      const message = await failure(place.openWrongly().add([record("value")], patient()));
      says(message, expected.wrongCredential);
      expect(message).not.toContain("wrong-secret");
    });

    if (expected.isUncounted === undefined)
      it("goes on where it was asked to wait", async () => {
        const one = record("value");
        place.throttle?.(2);
        await provider.add([one], patient());
        expect(await served(one.name)).toEqual(["value"]);
      });

    // The last one: nothing is answered after it.
    it("ends when the time is over", async () => {
      place.silence();
      const began = performance.now();
      says(await failure(place.open().add([record("value")], AbortSignal.timeout(200))), expected.late);
      expect(performance.now() - began).toBeLessThan(3_000);
    });
  });
}

function says(message: string, expected: string | RegExp): void {
  if (typeof expected === "string") expect(message).toBe(expected);
  else expect(message).toMatch(expected);
}
