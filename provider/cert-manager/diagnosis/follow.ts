import { foreignText, messageOf } from "../../errors.js";
import type { Cause, CauseCode } from "./cause.js";
import { summary } from "./explain-cause.js";

/** What following a wait asks of the world around it. */
export interface Following {
  readonly look: () => Promise<Cause>;
  /** Ends at once when the signal is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** On the resource's row, whenever there is something new to say. */
  readonly report: (line: string) => Promise<void>;
}

/** Causes that end by a person's hand alone: whoever waits for them waits for nothing. */
const hopeless = new Set<CauseCode>(["NoSolver", "CannotRegenerateKey", "SecretShared"]);

/** Most certificates are there before; a look takes about ten requests. */
const first = 30_000;
const between = 30_000;
/** What cert-manager wrote last may be a step behind what it does. */
const twice = 3_000;

/** One look at a time in a process, each a second after the one before, however many certificates wait. */
let turn: Promise<void> = Promise.resolve();

/**
 * Tells what a wait waits for, while it does; answers the cause if it is one that no waiting ends, seen twice, and
 * undefined when the signal ended the wait first. A look that fails is told, and followed by another.
 */
export async function follow(
  { look, pause, report }: Following,
  signal: AbortSignal,
): Promise<Cause | undefined> {
  const inTurn = async (): Promise<Cause | undefined> => {
    const mine = turn.then(async () => (signal.aborted ? undefined : await look()));
    turn = mine.then(() => pause(1_000, signal)).catch(() => {});
    return mine;
  };
  let said = "";
  let suspected: CauseCode | undefined;
  for (let delay = first; ; delay = suspected === undefined ? between : twice) {
    await pause(delay, signal);
    const cause = await inTurn().catch((error: unknown) => ({
      failed: `what it waits for is not known: ${foreignText(messageOf(error))}`,
    }));
    if (cause === undefined || signal.aborted) return undefined;
    if ("failed" in cause) {
      if (cause.failed !== said) await report(cause.failed);
      said = cause.failed;
      continue;
    }
    if (cause.code === suspected) return cause;
    suspected = hopeless.has(cause.code) ? cause.code : undefined;
    const line = summary(cause);
    if (line !== said && cause.code !== "Ready") await report(line);
    said = line;
  }
}
