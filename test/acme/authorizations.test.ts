import { describe, expect, it } from "vitest";
import { prove } from "../../provider/acme/authorizations.js";
import type { AcmeClient } from "../../provider/acme/client.js";
import type { Challenge, Solver } from "../../provider/acme/solver.js";
import { patient } from "../dns01/challenges.js";

interface Given {
  /** The step of the solver that fails. */
  readonly failing?: "present" | "check" | "cleanUp";
  /** What the CA says of the challenge before it is told anything, and of the authorization afterwards. */
  readonly challenge?: "pending" | "processing";
  readonly outcome?: "valid" | "invalid";
  readonly identifier?: { readonly type: string; readonly value: string };
}

const shop = { type: "dns", value: "shop.example.com" };

/** One authorization, proven by a solver that writes down what it is told: what was done, in order, and what came of it. */
async function proven({ failing, challenge = "pending", outcome = "valid", identifier = shop }: Given) {
  const done: string[] = [];
  const presented: Challenge[] = [];
  const step = (name: NonNullable<Given["failing"]>) => async () => {
    done.push(name);
    if (name === failing) throw new Error(`${name} failed`);
  };
  const solver: Solver = {
    type: "http-01",
    present: async (challenges) => {
      presented.push(...challenges);
      await step("present")();
    },
    check: step("check"),
    cleanUp: step("cleanUp"),
  };
  let isTold = challenge === "processing";
  const client = {
    account: "https://ca.example/account/1",
    keyAuthorization: async (token: string) => `${token}.thumbprint`,
    read: async () => ({
      status: 200,
      headers: {},
      data: {
        identifier,
        status: isTold && done.length > 0 ? outcome : "pending",
        challenges: [{ type: "http-01", url: "https://ca.example/c", status: challenge, token: "token" }],
      },
    }),
    post: async () => {
      done.push("told");
      isTold = true;
    },
  } as unknown as AcmeClient;
  const provers = {
    solverFor: () => solver,
    report: async (severity: string, line: string) => void done.push(`${severity}: ${line}`),
  };
  const came = await prove(client, ["https://ca.example/a"], provers, {
    now: Date.now,
    signal: patient(),
  }).then(
    (authorizations) => authorizations.map(({ status }) => status).join(),
    (error: Error) => error.message,
  );
  return { done, came, presented };
}

describe("what was laid out for a CA is taken away", () => {
  const rows: readonly [when: string, given: Given, done: readonly string[], came: string][] = [
    ["when the name is proven", {}, ["present", "check", "told", "cleanUp"], "valid"],
    [
      "when the CA refuses the name",
      { outcome: "invalid" },
      ["present", "check", "told", "cleanUp"],
      "invalid",
    ],
    [
      "when it could not be laid out, and the CA is told nothing",
      { failing: "present" },
      ["present", "cleanUp"],
      "present failed",
    ],
    [
      "when it is not seen, and the CA is told nothing",
      { failing: "check" },
      ["present", "check", "cleanUp"],
      "check failed",
    ],
    [
      "when a process that was killed has told the CA already, which is not told twice",
      { challenge: "processing" },
      ["present", "check", "cleanUp"],
      "valid",
    ],
    [
      "or it is told that it was left behind, which fails no order",
      { failing: "cleanUp" },
      [
        ...["present", "check", "told", "cleanUp"],
        "warning: an answer to the CA was left behind: cleanUp failed",
      ],
      "valid",
    ],
  ];
  it.each(rows)("%s", async (_when, given, done, came) => {
    const { presented: _, ...rest } = await proven(given);
    expect(rest).toEqual({ done, came });
  });
});

describe("a solver is told of a challenge", () => {
  it.each([
    ["the name, in small letters", { type: "dns", value: "Shop.Example.COM" }, shop],
    ["the address", { type: "ip", value: "192.0.2.1" }, { type: "ip", value: "192.0.2.1" }],
  ])("with %s", async (_, identifier, told) => {
    expect((await proven({ identifier })).presented).toEqual([
      { type: "http-01", identifier: told, token: "token", keyAuthorization: "token.thumbprint" },
    ]);
  });
});
