import { describe, expect, it } from "vitest";
import { awaitReady, type Ending, type Sighting } from "../../provider/issuer-readiness/await-ready.js";

const refused = "400 urn:ietf:params:acme:error:invalidContact: contact is invalid";
const away: Sighting = { state: "away", message: "connection refused" };

/** What is seen from second to second, how it ends, after how many seconds, and whether cert-manager was nudged. */
const rows: readonly [
  sentence: string,
  seen: readonly Sighting[],
  ending: Ending["state"],
  seconds: number,
  nudged: boolean,
][] = [
  ["ends when it is ready", [unseen(), unseen(), is("True", "registered")], "ready", 2, false],
  ["ends at once when it was ready before", [is("True", "registered")], "ready", 0, false],
  ["ends at once on a refusal of the CA", [unseen(), is("False", refused)], "failing", 1, false],
  [
    "gives a failure that may pass two tries of cert-manager's",
    [unseen(), is("False", "connection refused")],
    "failing",
    17,
    false,
  ],
  [
    "forgets a failure that passed",
    [unseen(), is("False", "connection refused"), is("True", "registered")],
    "ready",
    2,
    false,
  ],
  [
    "nudges cert-manager over a refusal from before, and believes it when it stays",
    [is("False", refused)],
    "failing",
    4,
    true,
  ],
  [
    "nudges cert-manager over a refusal from before, and sees it gone",
    [is("False", refused), is("True", "registered")],
    "ready",
    1,
    true,
  ],
  [
    "ends at once on another refusal after the nudge",
    [is("False", refused), is("False", "403 urn:ietf:params:acme:error:unauthorized: no")],
    "failing",
    1,
    true,
  ],
  [
    "waits through an API server that is away",
    [unseen(), away, away, is("True", "registered")],
    "ready",
    3,
    false,
  ],
  ["gives up at the deadline when nobody looks at it", [unseen()], "unseen", 60, false],
  ["gives up at the deadline when the API server stays away", [away], "away", 60, false],
  ["ends at once when there is none", [{ state: "absent" }], "absent", 0, false],
  ["ends at once when it is another one", [is("True", "registered", "another")], "other", 0, false],
];

describe("the wait for an Issuer", () => {
  it.each(rows)("%s", async (_sentence, seen, state, seconds, nudged) => {
    let now = 0;
    let nudges = 0;
    const ending = await awaitReady(
      {
        get: async () => seen[Math.min(now / 1000, seen.length - 1)]!,
        changed: async (_since, milliseconds) => {
          now += Math.min(1000, milliseconds);
        },
        nudge: async () => void nudges++,
        now: () => now,
        report: async () => {},
      },
      { uid: "this", timeout: 60_000 },
    );
    expect([ending.state, now / 1000, nudges > 0]).toEqual([state, seconds, nudged]);
  });
});

function unseen(): Sighting {
  return present([]);
}

function is(status: "True" | "False", message: string, uid = "this"): Sighting {
  return present(
    [{ type: "Ready", status, reason: "ErrRegisterACMEAccount", message, observedGeneration: 1 }],
    uid,
  );
}

function present(conditions: object[], uid = "this"): Sighting {
  const metadata = { name: "le", uid, resourceVersion: "1", generation: 1 };
  return { state: "present", issuer: { metadata, status: { conditions } } as never };
}
