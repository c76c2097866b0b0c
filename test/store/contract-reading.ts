import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Location, Store } from "../../provider/store/port.js";
import { ground, owner, type Place, renewed, secret } from "./place.js";

/** What any store promises to whoever reads and lists. */
export function readingContract(title: string, create: () => Promise<Place>): void {
  describe(title, () => {
    let place: Place;
    let store: Store;
    let at: Location;

    beforeEach(async () => {
      ({ place, store, at } = await ground(create));
    });
    afterEach(() => place.close());

    describe("reading", () => {
      it("answers absent where nothing was written", async () => {
        expect(await store.readRecord(at)).toEqual({ state: "absent" });
        expect(await store.readSecret(at)).toEqual({ state: "absent" });
        expect(await store.readSecret(at, "some version")).toEqual({ state: "absent" });
      });

      it("gives a Secret back as it was written, beside the store's own labels", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        for (const eyes of [store, place.open()]) {
          const reading = await eyes.readSecret(at);
          const labels = {
            ...secret.labels,
            "app.kubernetes.io/managed-by": "pulumi-kubecerts",
            "kubecerts.io/owner": owner,
          };
          expect(reading).toEqual({ state: "read", version, secret: { ...secret, labels } });
        }
      });

      it.each([
        ["JSON of several lines", JSON.stringify({ pem: "a\nb\n", list: ["é", "日本"] }, null, 2)],
        ["a line end at the end", "text\n"],
        ["several line ends", "text\n\n\n"],
        ["lines that begin and end with blanks", "  a \n\tb\t\n c"],
        ["carriage returns", "a\r\nb\rc"],
        ["what YAML could mistake", "--- # no: comment\n...\n%TAG ! !\n"],
        ["a number", "012"],
        ["a word of YAML 1.1", "yes"],
        ["nothing", ""],
        ["separators of Unicode", "a\u0085b\u2028c\ufeffd"],
        ["a text of 100 kB", "certificate ".repeat(8500)],
      ])("gives a record back to the byte: %s", async (_, text) => {
        const version = await store.writeRecord(at, text, "absent", owner);
        for (const eyes of [store, place.open()])
          expect(await eyes.readRecord(at)).toEqual({ state: "read", text, version });
      });

      it("does not read a Secret whose version is known", async () => {
        const version = await store.writeSecret(at, secret, "absent", owner);
        expect(await store.readSecret(at, version)).toEqual({ state: "unchanged" });
        expect(await place.open().readSecret(at, version)).toEqual({ state: "unchanged" });
      });

      it("tells the metadata of a Secret without its data", async () => {
        expect(await store.readMetadata(at)).toEqual({ state: "absent" });
        const version = await store.writeSecret(at, secret, "absent", owner);
        const { annotations } = secret;
        for (const eyes of [store, place.open()]) {
          const reading = await eyes.readMetadata(at, "another version");
          const labels = expect.objectContaining({ team: "shop", "kubecerts.io/owner": owner });
          expect(reading).toEqual({ state: "read", version, metadata: { labels, annotations } });
          expect(await eyes.readMetadata(at, version)).toEqual({ state: "unchanged" });
        }
      });

      it("reads a Secret whose version is another than the known one", async () => {
        const known = await store.writeSecret(at, secret, "absent", owner);
        await store.writeSecret(at, renewed, known, owner);
        expect(await place.open().readSecret(at, known)).toMatchObject({
          state: "read",
          secret: { data: renewed.data },
        });
      });

      it("keeps the places of other names and namespaces apart", async () => {
        const others = [
          { ...at, secretName: "web" },
          { ...at, namespace: place.namespaces[1] },
        ];
        await store.writeSecret(at, secret, "absent", owner);
        await store.writeRecord(at, "record", "absent", owner);
        for (const other of others) {
          expect(await store.readRecord(other)).toEqual({ state: "absent" });
          expect(await store.readSecret(other)).toEqual({ state: "absent" });
        }
      });

      it("sees what another process wrote once it has forgotten", async () => {
        await store.readRecord(at);
        const version = await place.open().writeRecord(at, "record", "absent", owner);
        store.forget();
        expect(await store.readRecord(at)).toEqual({ state: "read", text: "record", version });
      });
    });

    describe("listing records", () => {
      const textsOf = async (eyes: Store) =>
        Object.fromEntries(
          [...((await eyes.listRecords(at)) ?? [])]
            .filter(([name]) => place.namespaces.some((namespace) => name.startsWith(`${namespace}/`)))
            .map(([name, reading]) => [name, reading.state === "read" ? reading.text : reading.state]),
        );

      it("finds none where nothing was written", async () => {
        expect(await textsOf(store)).toEqual({});
      });

      it("finds those of all namespaces by their places, and nothing else", async () => {
        const other = { namespace: place.namespaces[1], secretName: "till.tls" };
        await store.writeRecord(at, "one", "absent", owner);
        await store.writeRecord(other, "other", "absent", "another-owner");
        await store.writeSecret(at, secret, "absent", owner);
        expect(await textsOf(place.open())).toEqual({
          [`${at.namespace}/web-tls`]: "one",
          [`${other.namespace}/till.tls`]: "other",
        });
      });

      it("answers what the process found first, whatever it has written since, until it forgets", async () => {
        const version = await store.writeRecord(at, "before", "absent", owner);
        const eyes = place.open();
        const before = await textsOf(eyes);
        await eyes.writeRecord(at, "after", version, owner);
        expect(await textsOf(eyes)).toEqual(before);
        eyes.forget();
        expect(await textsOf(eyes)).toEqual({ [`${at.namespace}/web-tls`]: "after" });
      });
    });
  });
}
