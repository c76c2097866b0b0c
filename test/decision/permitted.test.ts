import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import { explain, explainReason } from "../../provider/decision/explain.js";
import type { RenewalInfo, RetryAfter } from "../../provider/record/acme-notes.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import {
  day,
  dueFrom,
  issuedAt,
  notAfter,
  notBefore,
  recordedOf,
  recordOf,
  specOf,
} from "../support/observations.js";

const hour = 3_600_000;

/** As it was issued, with what the CA said of it since. */
function noted(notes: { renewalInfo?: RenewalInfo; retryAfter?: RetryAfter }): Observed & Present {
  const { certificate, owner } = issuedAt(specOf(), notBefore);
  // Half of the way through every window.
  const facts = { ...certificate, fingerprint: "8".padEnd(64, "0") };
  const record = recordOf(specOf(), facts, 1, { issued: [notBefore], ...notes });
  return {
    ...issuedAt(specOf(), notBefore),
    record,
    certificate: facts,
    owner,
    recorded: recordedOf(record, facts),
  };
}

const window = {
  start: notBefore + 50 * day,
  end: notBefore + 52 * day,
  checkedAt: notBefore,
  nextCheck: notBefore,
};
const suggested = noted({ renewalInfo: window });
const explained = noted({ renewalInfo: { ...window, explanationUrl: "https://ca.example/why" } });
const limit = {
  until: notBefore + 65 * day,
  detail: "too many certificates (5) already issued",
  names: ["shop.example.com"],
};
const limited = noted({ retryAfter: limit });
const issued = issuedAt(specOf(), notBefore);

const nights = { renewal: { windows: [{ days: ["Tue"], start: "22:00", end: "02:00" }] } };
const held = (until: string, when = "the next window opens") =>
  `defer - due since 2026-11-01T00:00:00Z, and held back until ${until}, when ${when}`;
const due =
  "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2";

const rows: readonly [
  sentence: string,
  wanted: string,
  observed: Observed,
  now: number,
  changes?: Record<string, unknown>,
][] = [
  ["keeps what the CA would have renewed a second later", "keep", suggested, notBefore + 51 * day - 1],
  [
    "renews when the CA would have it, and says so",
    "renew - due since 2026-10-23T00:00:00Z (the CA would have it renewed between 2026-10-22T00:00:00Z and 2026-10-24T00:00:00Z); it ends 2026-12-01T00:00:00Z; revision 2",
    suggested,
    notBefore + 51 * day,
  ],
  [
    "says the same when the window is wholly past, and where the CA says why",
    "renew - due since 2026-10-23T00:00:00Z (the CA would have it renewed between 2026-10-22T00:00:00Z and 2026-10-24T00:00:00Z, see https://ca.example/why); it ends 2026-12-01T00:00:00Z; revision 2",
    explained,
    notAfter,
  ],
  [
    "tells the state when the CA moves the window",
    "record - the renewal time moves from 2026-10-23T00:00:00Z to 2026-10-28T00:00:00Z; revision 1 is only recorded",
    {
      ...suggested,
      record: {
        ...suggested.record,
        acme: { issued: [], renewalInfo: { ...window, end: notBefore + 62 * day } },
      },
    },
    notBefore,
  ],
  [
    "places no order before the CA's Retry-After",
    "defer - the CA takes no order for these names before 2026-11-06T00:00:00Z: too many certificates (5) already issued",
    limited,
    limit.until - 1,
  ],
  ["places it from then on", due, limited, limit.until],
  ["keeps what needs no order, limit or not", "keep", limited, notBefore],
  [
    "repairs what needs no order, limit or not",
    "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again",
    limited,
    notBefore,
    { secretTemplate: { labels: { team: "web" } } },
  ],
  [
    "holds back a forced renewal too: the CA would refuse it",
    "defer - the CA takes no order for these names before 2026-11-06T00:00:00Z: too many certificates (5) already issued",
    limited,
    notBefore,
    { renewal: { trigger: 1 } },
  ],
  [
    "holds back another key for the same names, which CAs count as the same",
    "defer - the CA takes no order for these names before 2026-11-06T00:00:00Z: too many certificates (5) already issued",
    limited,
    notBefore,
    { privateKey: { algorithm: "ECDSA" } },
  ],
  [
    "tries other names, which may be within the limits",
    "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; revision 2",
    limited,
    notBefore,
    { dnsNames: ["shop.example.com", "www.example.com"] },
  ],
  [
    "holds back every order where the CA's refusal names none",
    "defer - the CA takes no order for these names before 2026-11-06T00:00:00Z: every order; try later",
    noted({ retryAfter: { until: limit.until, detail: "every order; try later" } }),
    notBefore,
    { dnsNames: ["shop.example.com", "www.example.com"] },
  ],
  [
    "tries another issuer, which has limits of its own",
    "reissue - issuer was selfSigned, wanted ca shop/root-ca; revision 2",
    limited,
    notBefore,
    { issuer: { ca: { secretName: "root-ca" } } },
  ],
  ["holds back what is due until a window opens", held("2026-11-03T22:00:00Z"), issued, dueFrom, nights],
  [
    "holds it back a second before",
    held("2026-11-03T22:00:00Z"),
    issued,
    Date.UTC(2026, 10, 3, 21, 59, 59),
    nights,
  ],
  ["renews in the window", due, issued, Date.UTC(2026, 10, 3, 22), nights],
  [
    "waits for the next when nobody ran up in it",
    held("2026-11-10T22:00:00Z"),
    issued,
    Date.UTC(2026, 10, 4, 2),
    nights,
  ],
  [
    "says when the margin comes before the window",
    held("2026-11-21T00:00:00Z", "the last safety margin begins"),
    issued,
    Date.UTC(2026, 10, 18, 2),
    nights,
  ],
  [
    "waits for no window in the last third of the time that was left",
    due,
    issued,
    Date.UTC(2026, 10, 21),
    nights,
  ],
  [
    "renews what expired at once",
    "renew - expired on 2026-12-01T00:00:00Z; revision 2",
    issued,
    notAfter + 1,
    nights,
  ],
  [
    "does not hold back what the user forces",
    "renew - forced: renewal.trigger was none, is 1; revision 2",
    issued,
    notBefore + day, // which is in no window
    { renewal: { ...nights.renewal, trigger: 1 } },
  ],
  [
    "does not hold back what the user changed before it is due",
    "reissue - duration was 90 days, wanted 30 days; revision 2",
    issued,
    notBefore + day,
    { ...nights, duration: "720h" },
  ],
  [
    "does not hold back what the user changed when it is due",
    "reissue - duration was 90 days, wanted 30 days; due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    issued,
    dueFrom,
    { ...nights, duration: "720h" },
  ],
  [
    "repairs what needs no order although the renewal waits",
    "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again",
    issued,
    dueFrom,
    { ...nights, secretTemplate: { labels: { team: "web" } } },
  ],
  [
    "keeps a CA waiting until its own window has closed, and no longer",
    "renew - due since 2026-10-23T00:00:00Z (the CA would have it renewed between 2026-10-22T00:00:00Z and 2026-10-24T00:00:00Z); it ends 2026-12-01T00:00:00Z; revision 2",
    suggested,
    window.end,
    nights,
  ],
];

describe("what may be done now", () => {
  it.each(rows)("%s", (_sentence, wanted, observed, now, changes = {}) => {
    expect(explain(decide(specOf(changes), observed, now))).toBe(wanted);
  });

  it("fails an up for a limit, and for no window", () => {
    const wanted = (observed: Observed, changes: Record<string, unknown>) => {
      const decision = decide(specOf(changes), observed, dueFrom);
      return decision.action === "defer" ? decision.wanted : decision.action;
    };
    expect([wanted(limited, {}), wanted(issued, nights)]).toEqual([true, false]);
  });

  const warned = (now: number, changes: Record<string, unknown>) =>
    decide(specOf(changes), issued, now).warnings.map(explainReason);

  it("says that the renewal waits while it repairs something else", () => {
    expect(warned(dueFrom, { ...nights, secretTemplate: { labels: { team: "web" } } })).toEqual([
      "due since 2026-11-01T00:00:00Z, and held back until 2026-11-03T22:00:00Z, when the next window opens",
    ]);
  });

  it("says when it overrules the windows", () => {
    expect(warned(dueFrom + 20 * day + hour, nights)).toEqual([
      "renewal.windows is overruled: it opens only on 2026-11-24T22:00:00Z, and the last safety margin began 2026-11-21T00:00:00Z",
    ]);
  });
});
