import { describe, expect, it } from "vitest";
import type { Cause, CauseCode } from "../../provider/cert-manager/diagnosis/cause.js";
import { follow } from "../../provider/cert-manager/diagnosis/follow.js";

const cause = (code: CauseCode, words = "so it says"): Cause => ({
  code,
  object: "Order shop/web-1",
  words,
  todo: "",
});

/** What a wait that sees these causes one after the other ends with and says; after the last the wait is over. */
async function followed(causes: readonly (Cause | Error)[]) {
  const over = new AbortController();
  const said: string[] = [];
  const left = [...causes];
  const ended = await follow(
    {
      look: async () => {
        const next = left.shift() ?? cause("Ready");
        if (next instanceof Error) throw next;
        return next;
      },
      pause: async () => {
        if (left.length === 0) over.abort();
      },
      report: async (line) => void said.push(line),
    },
    over.signal,
  );
  return { ended: ended?.code, said };
}

const refused = "Order shop/web-1 has a name that no solver fits: so it says";

const rows: readonly (readonly [
  sentence: string,
  causes: readonly (Cause | Error)[],
  ended: CauseCode | undefined,
  said: readonly string[],
])[] = [
  [
    "what is seen twice and no waiting ends, ends it",
    [cause("NoSolver"), cause("NoSolver"), cause("NoSolver")],
    "NoSolver",
    [refused],
  ],
  [
    "a look that fails is told once, and others follow it",
    [
      new Error("the cluster is away"),
      new Error("the cluster is away"),
      cause("NoSolver"),
      cause("NoSolver"),
      cause("NoSolver"),
    ],
    "NoSolver",
    ["what it waits for is not known: the cluster is away", refused],
  ],
  [
    "what was seen once may have passed",
    [cause("NoSolver"), cause("Queued", ""), cause("ChallengePending", "")],
    undefined,
    [refused, "Order shop/web-1 waits for others"],
  ],
  [
    "what passes by itself is said once, and waited for",
    [cause("SelfCheck"), cause("SelfCheck"), cause("SelfCheck")],
    undefined,
    ["Order shop/web-1 is presented, but cert-manager does not see it: so it says"],
  ],
];

describe("following a wait", () => {
  it.each(rows)("%s", async (_, causes, ended, said) => {
    expect(await followed(causes)).toEqual({ ended, said });
  });
});
