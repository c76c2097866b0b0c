import { describe, expect, it } from "vitest";
import { awaitServed } from "../../provider/handshake/await-served.js";
import { NoHandshake } from "../../provider/handshake/handshake.js";
import { fail, pass, type Verdict } from "../../provider/handshake/verdict.js";

const question = { endpoint: { host: "shop.example.test", port: 443 }, allowPrivate: false };
const good = pass("leaf", "this one");
const old = fail("leaf", "another one", "nothing");

/** Looks once a second at what comes next; the last one stays. */
async function waited(within: number, ...looks: (readonly Verdict[] | Error)[]) {
  let time = 0;
  let looked = 0;
  const said: string[] = [];
  const served = await awaitServed(question, within, {
    verify: async () => {
      const seen = looks[Math.min(looked++, looks.length - 1)]!;
      if (seen instanceof Error) throw seen;
      return { address: "192.0.2.1", verdicts: seen };
    },
    now: () => time,
    sleep: async (pause) => {
      time += pause;
    },
    report: async (line) => void said.push(line),
  });
  return { served, looked, said };
}

describe("the wait until an endpoint serves a certificate", () => {
  it("ends with the first look that finds nothing wrong", async () => {
    expect(await waited(60_000, [good])).toEqual({ served: { verdicts: [good] }, looked: 1, said: [] });
  });

  it("goes on while another one is served or nobody answers, and says once what for", async () => {
    expect(await waited(60_000, new NoHandshake("refused"), [old], [good])).toEqual({
      served: { verdicts: [good] },
      looked: 3,
      said: ["waiting until shop.example.test:443 serves it: refused"],
    });
  });

  it("ends after its time with what is still wrong", async () => {
    const { served, looked } = await waited(3000, [old, good]);
    expect({ served, looked }).toEqual({ served: { faults: ["leaf: another one"] }, looked: 4 });
  });

  it("does not wait for what is not a matter of time", async () => {
    await expect(waited(60_000, new Error("the CA cannot be read"))).rejects.toThrow("the CA cannot be read");
  });
});
