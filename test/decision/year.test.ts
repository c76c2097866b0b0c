import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { type Decision, orders } from "../../provider/decision/decision.js";
import { controllerTime, controllerWishes, dueTime } from "../../provider/decision/renewal-time.js";
import type { Observed } from "../../provider/record/observed.js";
import type { CertificateSpec } from "../../provider/spec/certificate-spec.js";
import type { Instant } from "../../provider/spec/instant.js";
import { granted, owner, specOf } from "../support/observations.js";
import { obeyed } from "./hand.js";

const hour = 3_600_000;
const newYear = Date.UTC(2027, 0, 1);

/** Days of the year, the first and the last included, on which something does not run. */
type Outage = readonly [first: number, last: number];

interface Year {
  readonly pulumi?: Outage;
  readonly controller?: Outage;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What a year came to. */
interface Sum {
  /** Certificates that `up` ordered, and that cert-manager's controller did by itself. */
  readonly ordered: number;
  readonly byController: number;
  /** `up`s that only recorded what the controller had done. */
  readonly recorded: number;
  /** Days on which a second `up` would have acted again. */
  readonly again: number;
  /** Hours without a valid certificate. */
  readonly expired: number;
}

const controlled = { issuer: undefined, store: undefined, issuerRef: { name: "ca" } };
const sixDays = { duration: "144h" };
const tuesdays = { renewal: { windows: [{ days: ["Tue"], start: "04:00", end: "08:00" }] } };

const years: readonly [sentence: string, year: Year, sum: Sum][] = [
  [
    "ninety days by the provider: six times a year",
    { inputs: {} },
    { ordered: 7, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "six days by the provider: twice a week",
    { inputs: sixDays },
    { ordered: 108, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "ninety days in windows",
    { inputs: tuesdays },
    { ordered: 6, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "six days in windows that open once in seven, which the last safety margin overrules",
    { inputs: { ...sixDays, ...tuesdays } },
    { ordered: 71, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "no pipeline for four weeks after it fell due: it is renewed by the first that runs, in time",
    { inputs: {}, pulumi: [60, 88] },
    { ordered: 6, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "no pipeline for five weeks after it fell due, and no controller: it expires, and the first that runs renews it",
    { inputs: {}, pulumi: [60, 95] },
    { ordered: 6, byController: 0, recorded: 0, again: 0, expired: 143 },
  ],
  [
    "ninety days through cert-manager: Pulumi is always first",
    { inputs: controlled },
    { ordered: 7, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "the same without a pipeline from March to September: the controller is the net",
    { inputs: controlled, pulumi: [60, 250] },
    { ordered: 3, byController: 3, recorded: 1, again: 0, expired: 0 },
  ],
  [
    "six days through cert-manager: the controller renews, and each up records it",
    { inputs: { ...controlled, ...sixDays } },
    { ordered: 1, byController: 91, recorded: 91, again: 0, expired: 0 },
  ],
  [
    "the same, recorded by a refresh alone",
    { inputs: { ...controlled, ...sixDays, renewal: { record: "onRefresh" } } },
    { ordered: 1, byController: 91, recorded: 0, again: 0, expired: 0 },
  ],
  [
    "the same, while the controller is away for two weeks: Pulumi renews what expired, within a day",
    { inputs: { ...controlled, ...sixDays }, controller: [100, 114] },
    { ordered: 3, byController: 87, recorded: 87, again: 0, expired: 23 },
  ],
  [
    "six days through cert-manager, by Pulumi's hand alone",
    { inputs: { ...controlled, ...sixDays, renewal: { by: "pulumi" } } },
    { ordered: 108, byController: 0, recorded: 0, again: 0, expired: 0 },
  ],
];

describe("a year of one up a day", () => {
  it.each(years)("%s", (_sentence, year, sum) => {
    expect(lived(year)).toEqual(sum);
  });
});

/** Hour by hour: the controller looks each hour, and `up` runs once a day, not always at the same minute. */
function lived({ inputs, pulumi, controller }: Year): Sum {
  const spec = specOf(inputs);
  const isControlled = spec.issuer.kind === "issuerRef";
  let seen: Observed = {
    state: "absent",
    owner,
    ...(isControlled ? { controller: { state: "absent" } } : {}),
  };
  const sum = { ordered: 0, byController: 0, recorded: 0, again: 0, expired: 0 };
  for (let hours = 0; hours < 365 * 24; hours++) {
    const date = Math.floor(hours / 24);
    const now = newYear + hours * hour;
    if (isControlled && !isOut(controller, date) && isControllers(spec, seen, now)) {
      seen = renewedByController(spec, seen, now);
      sum.byController++;
    }
    if (hours % 24 === 6 && !isOut(pulumi, date)) {
      const minute = now + ((date * 7) % 60) * 60_000;
      const decision = decide(spec, seen, minute);
      seen = obeyed(spec, seen, decision, minute);
      if (isActing(decision)) sum[orders(decision.action) ? "ordered" : "recorded"]++;
      // Never two decisions on one day: what was done is done, and what was kept is kept by a preview right after.
      const restOfTheDay = isActing(decision) ? [0, hour, 17 * hour] : [0];
      if (restOfTheDay.some((later) => isActing(decide(spec, seen, minute + later)))) sum.again++;
    }
    if (seen.state === "present" && now > seen.certificate.notAfter) sum.expired++;
  }
  return sum;
}

function isOut(outage: Outage | undefined, date: number): boolean {
  return outage !== undefined && outage[0] <= date && date <= outage[1];
}

function isActing(decision: Decision): decision is Extract<Decision, { revision: number }> {
  return decision.action !== "keep" && decision.action !== "defer";
}

/** Whether cert-manager's own rule says that it is to be renewed. */
function isControllers(spec: CertificateSpec, seen: Observed, now: Instant): boolean {
  if (seen.state !== "present" || spec.renewal.by === "pulumi") return false;
  return now >= controllerTime(controllerWishes(spec), seen.certificate);
}

/** A new certificate that neither record nor state knows of. */
function renewedByController(spec: CertificateSpec, seen: Observed, now: Instant): Observed {
  if (seen.state !== "present") return seen;
  const revision = seen.record.revision + 1;
  const certificate = granted(spec, now, revision);
  const record = { ...seen.record, revision, renewalTime: dueTime(spec, certificate) };
  return { ...seen, certificate, record };
}
