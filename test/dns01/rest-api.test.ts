import { describe, expect, it } from "vitest";
import { reasonAt } from "../../provider/dns01/rest/json.js";
import { RestApi } from "../../provider/dns01/rest/rest-api.js";
import { pauseBefore } from "../../provider/dns01/rest/retry-after.js";
import { quoted, unquoted } from "../../provider/dns01/rest/txt-presentation.js";
import { failure, patient } from "./challenges.js";

/** What the API answers to one request after the other; an error is a connection that failed. */
function api(...answers: readonly (Response | Error)[]) {
  const left = [...answers];
  const asked: RequestInit[] = [];
  const outside = {
    now: () => 0,
    patience: 200,
    fetch: (async (_: unknown, init: RequestInit) => {
      asked.push(init);
      const next = left.shift();
      if (next instanceof Response) return next;
      throw next ?? new Error("asked once more than expected");
    }) as typeof fetch,
  };
  return { asked, rest: new RestApi("The API", outside, reasonAt("code", "message")) };
}

const request = { method: "GET", url: "https://api.test/v1/zones?page=1" } as const;
const broken = () =>
  new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNRESET" }) });
const soon = { "retry-after": "0" };

describe("an API", () => {
  it("is asked again where a moment may help", async () => {
    const { rest, asked } = api(
      broken(),
      new Response("", { status: 503, headers: soon }),
      new Response(`{"a":1}`),
    );
    expect(await rest.json(request, patient())).toEqual({ a: 1 });
    expect(asked.map(({ redirect, method }) => [redirect, method])).toEqual(Array(3).fill(["manual", "GET"]));
  });

  it.each<[string, readonly (Response | Error)[], string]>([
    [
      "a refusal",
      [new Response(JSON.stringify({ code: 7, message: "no \u001b[31msuch zone" }), { status: 403 })],
      "The API answers GET /v1/zones with 403 (no  [31msuch zone, code 7)",
    ],
    [
      "a refusal without words",
      [new Response("<html>", { status: 500 })],
      "The API answers GET /v1/zones with 500",
    ],
    [
      "a redirection",
      [new Response("", { status: 302, headers: { location: "https://elsewhere.test" } })],
      "The API answers GET /v1/zones with 302 (a redirection, which is not followed)",
    ],
    ["what is no JSON", [new Response("<html>")], "The API answers GET /v1/zones with 200 and no JSON"],
    [
      "an answer without an end",
      [new Response("x".repeat(5 * 2 ** 20))],
      "The API gives no answer to GET /v1/zones (an answer of more than 4 MiB)",
    ],
    [
      "too many requests, to the end",
      Array.from(
        { length: 4 },
        () => new Response(`{"message":"slow down"}`, { status: 429, headers: soon }),
      ),
      "The API answers GET /v1/zones with 429 (slow down)",
    ],
  ])("fails with its own words: %s", async (_, answers, message) => {
    const { rest } = api(...answers);
    expect(await failure(rest.json(request, patient()))).toBe(message);
  });

  it("is waited for only so long", async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    const rest = new RestApi("The API", { now: () => 0, patience: 20, fetch: never }, () => ({}));
    expect(await failure(rest.send(request, patient()))).toBe(
      "The API gives no answer to GET /v1/zones within 0.02 s",
    );
    expect(await failure(rest.send(request, AbortSignal.timeout(5)))).toBe(
      "The API gave no answer to GET /v1/zones before time was over",
    );
  });

  it("that says when to come again after the time is over is not waited for", async () => {
    const { rest } = api(
      new Response(`{"message":"slow down"}`, { status: 429, headers: { "retry-after": "30" } }),
    );
    expect(await failure(rest.send(request, AbortSignal.timeout(20)))).toBe(
      "The API answers GET /v1/zones with 429 (slow down)",
    );
  });
});

describe("the pause before a request is sent again", () => {
  const now = Date.parse("2026-11-24T12:00:00Z");
  it.each([
    ["3", 1, 3_000],
    ["0", 1, 0],
    ["Tue, 24 Nov 2026 12:00:07 GMT", 1, 7_000],
    ["Tue, 24 Nov 2026 11:00:00 GMT", 1, 0],
    ["3600", 1, 60_000],
    ["soon", 1, 200],
    [undefined, 1, 200],
    [undefined, 3, 800],
  ])("after %s, for the %ith time, is %i ms", (header, attempt, pause) => {
    expect(pauseBefore(header, attempt, now)).toBe(pause);
  });
});

describe("the value of a TXT record in a zone file's form", () => {
  it.each([
    ["plain", `"plain"`],
    [`a "b" \\ c`, `"a \\"b\\" \\\\ c"`],
    ["", `""`],
    ["x".repeat(300), `"${"x".repeat(255)}" "${"x".repeat(45)}"`],
  ])("is written and read: %.20s", (value, text) => {
    expect(quoted(value)).toBe(text);
    expect(unquoted(text)).toBe(value);
  });

  it("is read without quotes and with octets in decimal, too", () => {
    expect([unquoted("bare"), unquoted(`"a\\032b"`)]).toEqual(["bare", "a b"]);
  });
});
