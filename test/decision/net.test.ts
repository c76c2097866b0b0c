import { expect, it } from "vitest";
import { controllerWishes, dueTime } from "../../provider/decision/renewal-time.js";
import { formatInstant } from "../../provider/spec/instant.js";
import { day, dueFrom, notAfter, notBefore, specOf } from "../support/observations.js";
import { controlled } from "./seen.js";

/** What cert-manager's Certificate is told of its renewal, and when it falls due by whoever's hand. */
const nets: readonly [sentence: string, changes: object, wishes: object, due: number][] = [
  ["two thirds of a third", {}, { renewBeforePercentage: 22 }, dueFrom],
  [
    "two thirds of renewBefore",
    { renewBefore: "360h" },
    { renewBefore: 240 * 3_600_000 },
    notAfter - 15 * day,
  ],
  [
    "two thirds of the percentage",
    { renewBeforePercentage: 10 },
    { renewBeforePercentage: 6 },
    notAfter - 9 * day,
  ],
  [
    "the user's own wish, where the controller renews",
    { renewal: { by: "controller" }, renewBefore: "360h" },
    { renewBefore: 360 * 3_600_000 },
    notAfter - 15 * day,
  ],
  [
    "the user's own percentage, where the controller renews",
    { renewal: { by: "controller" }, renewBeforePercentage: 10 },
    { renewBeforePercentage: 10 },
    notAfter - 9 * day,
  ],
  [
    "cert-manager's own third, where the controller renews and nothing is wished",
    { renewal: { by: "controller" } },
    {},
    dueFrom,
  ],
  ["five minutes at the least", { renewBefore: "6m" }, { renewBefore: 300_000 }, notAfter - 360_000],
];

it.each(nets)("the net below Pulumi is %s", (_sentence, changes, wishes, due) => {
  const wanted = specOf({ ...controlled, ...changes });
  expect([controllerWishes(wanted), formatInstant(dueTime(wanted, { notBefore, notAfter }))]).toEqual([
    wishes,
    formatInstant(due),
  ]);
});
