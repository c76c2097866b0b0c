import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Location, type Store, StoreError, type Version } from "../../provider/store/port.js";
import { ground, owner, type Place, renewed, secret } from "./place.js";

/** What any store promises to whoever writes and removes, also when another does so meanwhile. */
export function writingContract(title: string, create: () => Promise<Place>): void {
  describe(title, () => {
    let place: Place;
    let store: Store;
    let at: Location;

    beforeEach(async () => {
      ({ place, store, at } = await ground(create));
    });
    afterEach(() => place.close());

    describe("an order in progress", () => {
      it("is read by another process as it was written last, and is gone after it was removed", async () => {
        expect(await store.readOrder(at)).toEqual({ state: "absent" });
        const first = await store.writeOrder(at, "the first", "absent", owner);
        const second = await store.writeOrder(at, "the second", first, owner);
        expect(await place.open().readOrder(at)).toEqual({
          state: "read",
          text: "the second",
          version: second,
        });
        await store.removeOrder(at, second);
        await store.removeOrder(at, second);
        expect(await store.readOrder(at)).toEqual({ state: "absent" });
      });

      it("is nobody's but theirs who saw it last", async () => {
        const first = await store.writeOrder(at, "of the first", "absent", owner);
        await expect(place.open().writeOrder(at, "of the second", "absent", owner)).rejects.toMatchObject({
          code: "Conflict",
        });
        await store.writeOrder(at, "of the first, again", first, owner);
        await expect(place.open().writeOrder(at, "of the second", first, owner)).rejects.toMatchObject({
          code: "Conflict",
        });
        await expect(place.open().removeOrder(at, first)).rejects.toMatchObject({ code: "Conflict" });
        expect(await store.readOrder(at)).toMatchObject({ text: "of the first, again" });
      });

      it("is no Secret and no record", async () => {
        await store.writeOrder(at, "the order", "absent", owner);
        expect(await store.readSecret(at)).toEqual({ state: "absent" });
        expect(await store.readRecord(at)).toEqual({ state: "absent" });
      });
    });

    describe("writing", () => {
      it("replaces all of a Secret: what is not written again is gone", async () => {
        const first = await store.writeSecret(at, secret, "absent", owner);
        const second = await store.writeSecret(at, renewed, first, owner);
        expect(second).not.toBe(first);
        const reading = await place.open().readSecret(at);
        expect(reading).toMatchObject({ state: "read", version: second });
        if (reading.state !== "read") throw new Error(reading.state);
        expect(reading.secret.data).toEqual(renewed.data);
        expect(Object.keys(reading.secret.labels).sort()).toEqual([
          "app.kubernetes.io/managed-by",
          "kubecerts.io/owner",
          "team",
        ]);
      });

      it("gives every content a version of its own, also those of one size in one moment", async () => {
        const versions: Version[] = [];
        for (let i = 0; i < 5; i++)
          versions.push(await store.writeRecord(at, `record ${i}`, versions.at(-1) ?? "absent", owner));
        expect(new Set(versions).size).toBe(5);
      });

      it("leaves the Secret alone when it writes the record, and the record when it writes the Secret", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        expect(await store.readSecret(at, version)).toEqual({ state: "unchanged" });
        await store.writeSecret(at, renewed, version, owner);
        expect(await place.open().readRecord(at)).toMatchObject({ version: recordVersion });
      });

      const missing = "a version that never was";
      it.each([
        ["a Secret that is there already", "absent"],
        ["a Secret that changed meanwhile", missing],
      ] as const)("refuses to write over %s", async (_, expected) => {
        const stands = await store.writeSecret(at, secret, "absent", owner);
        await refused(() => place.open().writeSecret(at, renewed, expected, owner));
        expect(await place.open().readSecret(at, stands)).toEqual({ state: "unchanged" });
      });

      it.each([
        ["a record that is there already", "absent"],
        ["a record that changed meanwhile", missing],
      ] as const)("refuses to write over %s", async (_, expected) => {
        const version = await store.writeRecord(at, "record", "absent", owner);
        await refused(() => place.open().writeRecord(at, "another", expected, owner));
        expect(await place.open().readRecord(at)).toEqual({ state: "read", text: "record", version });
      });

      it("refuses to write what was deleted meanwhile", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        await place.open().remove(at, version, recordVersion);
        await refused(() => store.writeSecret(at, renewed, version, owner));
        await refused(() => store.writeRecord(at, "another", recordVersion, owner));
        const eyes = place.open();
        expect([await eyes.readSecret(at), await eyes.readRecord(at)]).toEqual([
          { state: "absent" },
          { state: "absent" },
        ]);
      });

      it("writes many at once", async () => {
        const locations = Array.from({ length: 20 }, (_, i) => ({ ...at, secretName: `web-${i}` }));
        await Promise.all(
          locations.map(async (location) => {
            await store.writeSecret(location, secret, "absent", owner);
            await store.writeRecord(location, location.secretName, "absent", owner);
          }),
        );
        const eyes = place.open();
        for (const location of locations)
          expect(await eyes.readRecord(location)).toMatchObject({ text: location.secretName });
      });
    });

    describe("removing", () => {
      it("deletes both and nothing else", async () => {
        const neighbour = { ...at, secretName: "web" };
        await store.writeSecret(neighbour, secret, "absent", owner);
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        await store.remove(at, version, recordVersion);
        for (const eyes of [store, place.open()]) {
          expect(await eyes.readSecret(at)).toEqual({ state: "absent" });
          expect(await eyes.readRecord(at)).toEqual({ state: "absent" });
          expect(await eyes.readSecret(neighbour)).toMatchObject({ state: "read" });
        }
      });

      it("takes what is gone already for done", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        await store.remove(at, version, recordVersion);
        await place.open().remove(at, version, recordVersion);
        await store.remove(at, version, recordVersion);
        expect(await store.readSecret(at)).toEqual({ state: "absent" });
      });

      it("deletes neither when the Secret changed meanwhile", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        const newer = await place.open().writeSecret(at, renewed, version, owner);
        await refused(() => store.remove(at, version, recordVersion));
        const eyes = place.open();
        expect(await eyes.readSecret(at, newer)).toEqual({ state: "unchanged" });
        expect(await eyes.readRecord(at)).toMatchObject({ version: recordVersion });
      });

      it("leaves what it was told is absent, whatever is there", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        const recordVersion = await store.writeRecord(at, "record", "absent", owner);
        await store.remove(at, "absent", recordVersion);
        expect(await place.open().readSecret(at, version)).toEqual({ state: "unchanged" });
        expect(await place.open().readRecord(at)).toEqual({ state: "absent" });
      });
    });

    /** Refused as a conflict, in words that name the place and hold nothing of the Secret. */
    async function refused(work: () => Promise<unknown>): Promise<void> {
      const error = await work().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(StoreError);
      expect(error).toMatchObject({ code: "Conflict" });
      const { message } = error as StoreError;
      expect(message).toContain(`${at.namespace}/${at.secretName}`);
      expect(message).not.toContain("key of the leaf");
    }
  });
}
