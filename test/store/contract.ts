import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Location, Store, TlsSecret, Version } from "../../provider/store/port.js";
import { StoreError } from "../../provider/store/port.js";

/** An empty place to keep Secrets in, for one test. */
export interface Place {
  /** A store of that place that knows nothing yet, as another process would have it. */
  open(): Store;
  readonly namespaces: readonly [string, string];
  close(): Promise<void>;
}

const owner = "0a1b2c3d4e5f";
const keystore = Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 255]);

export const secret: TlsSecret = {
  type: "kubernetes.io/tls",
  data: {
    "tls.crt": Buffer.from("-----BEGIN CERTIFICATE-----\nbGVhZg==\n-----END CERTIFICATE-----\n"),
    "tls.key": Buffer.from("-----the key of the leaf-----\n"),
    "ca.crt": Buffer.from("-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n"),
    "keystore.jks": keystore,
  },
  annotations: { time: "12:30", "kubecerts.io/record": '{"version":1}', note: "two\nlines: # and “quotes”" },
  labels: { team: "shop", answer: "yes", number: "012", octal: "0o17", float: "1e3", empty: "" },
};

const renewed: TlsSecret = {
  ...secret,
  data: { "tls.crt": Buffer.from("another leaf"), "tls.key": Buffer.from("another key of the leaf") },
  labels: { team: "till" },
};

/** What any store promises; the rest of the project relies on nothing else. */
export function storeContract(title: string, create: () => Promise<Place>): void {
  describe(title, () => {
    let place: Place;
    let store: Store;
    let at: Location;

    beforeEach(async () => {
      place = await create();
      store = place.open();
      at = { namespace: place.namespaces[0], secretName: "web-tls" };
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

    describe("writing", () => {
      it("replaces all of a Secret: what is not written again is gone", async () => {
        const first = await store.writeSecret(at, secret, "absent", owner);
        const second = await store.writeSecret(at, renewed, first, owner);
        expect(second).not.toBe(first);
        const reading = await place.open().readSecret(at);
        expect(reading).toMatchObject({ state: "read", version: second });
        if (reading.state !== "read") return;
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
