import { expect, it } from "vitest";
import { limitReason } from "../../provider/decision/acme-warnings.js";
import { explainReason } from "../../provider/decision/explain.js";
import { at } from "../support/certificates.js";

const production = "https://acme-v02.api.letsencrypt.org/directory";
const now = at("2026-11-24T12:00:00Z");
const days = (...numbers: number[]) => numbers.map((number) => at(`2026-11-${number}T00:00:00Z`));

it.each([
  ["one this week", production, days(20), undefined],
  ["two, one of them long ago", production, days(10, 20), undefined],
  [
    "three",
    production,
    days(20, 21, 22),
    "the CA issues 5 certificates for the same names in 7 days, and 3 were issued since 2026-11-20T00:00:00Z: 2 left; a renewal that names what it replaces is not counted",
  ],
  [
    "more than the limit",
    production,
    days(18, 19, 20, 21, 22, 23),
    "the CA issues 5 certificates for the same names in 7 days, and 6 were issued since 2026-11-18T00:00:00Z: 0 left; a renewal that names what it replaces is not counted",
  ],
  ["many from a CA that publishes no limit", "https://ca.example/dir", days(18, 19, 20, 21), undefined],
])("the limit on the same names is told once it is near: %s", (_, server, issued, warning) => {
  const reason = limitReason(server, issued, now);
  expect(reason && explainReason(reason)).toBe(warning);
});
