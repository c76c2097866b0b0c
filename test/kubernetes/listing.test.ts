import { describe, expect, it } from "vitest";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import { Listing } from "../../provider/kubernetes/listing.js";

const at = (secretName: string) => ({ namespace: "shop", secretName });

/** A namespace that holds `names`, of which those with a value are selected; it counts what it is asked. */
function namespace(names: Readonly<Record<string, string | undefined>>, refusal?: ClusterError) {
  const asked = { lists: 0, names: 0 };
  const listing = new Listing<string>(
    async () => {
      asked.lists += 1;
      const selected = Object.entries(names).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      return new Map(selected.map(([name, value]) => [`shop/${name}`, value]));
    },
    async () => {
      asked.names += 1;
      if (refusal !== undefined) throw refusal;
      return new Set(Object.keys(names));
    },
  );
  return { listing, asked };
}

describe("a listing", () => {
  it("is asked for once, whatever is looked for", async () => {
    const { listing, asked } = namespace({ one: "1", two: "2" });
    expect(await Promise.all(["one", "two", "one"].map((name) => listing.find(at(name))))).toEqual([
      "1",
      "2",
      "1",
    ]);
    expect(asked).toEqual({ lists: 1, names: 0 });
  });

  it("proves nothing of the first that it misses, and lists the names once for all others", async () => {
    const { listing, asked } = namespace({ one: "1", unlabelled: undefined });
    const missed = ["a", "b", "c", "d", "unlabelled"].map((name) => listing.find(at(name)));
    expect(await Promise.all(missed)).toEqual([undefined, undefined, "absent", "absent", undefined]);
    expect(asked).toEqual({ lists: 1, names: 1 });
  });

  it("never says of what was learned to be in doubt that it is absent", async () => {
    const { listing } = namespace({});
    listing.learn(at("written"), undefined);
    for (const name of ["a", "b", "c"]) await listing.find(at(name));
    expect(await listing.find(at("written"))).toBeUndefined();
    expect(await listing.find(at("d"))).toBe("absent");
  });

  it("leaves it to the question by name where the names may not be listed", async () => {
    const { listing, asked } = namespace({}, new ClusterError("forbidden", "no"));
    for (const name of ["a", "b", "c", "d"]) expect(await listing.find(at(name))).toBeUndefined();
    expect(asked.names).toBe(1);
  });
});
