import { setTimeout as sleep } from "node:timers/promises";

const firstPause = 200;
const longestPause = 2_000;

/** Asks until the answer is yes, a little later each time. Rejects with `late` when the signal aborts before. */
export async function until(
  isDone: () => Promise<boolean>,
  late: string,
  signal: AbortSignal,
): Promise<void> {
  for (let pause = firstPause; !(await isDone()); pause *= 2) {
    try {
      await sleep(Math.min(pause, longestPause), undefined, { signal });
    } catch (error) {
      throw new Error(late, { cause: error });
    }
  }
}
