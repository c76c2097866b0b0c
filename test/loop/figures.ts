import type { LoopResult } from "./loop.js";

/** What the clients saw, as a table of Markdown, and every failure below it. */
export function figures({ tallies, issued }: LoopResult): string {
  const rows = [...tallies].map(
    ([name, { handshakes, sentBack, shown, failures }]) =>
      `| ${name} | ${handshakes} | ${sentBack} | ${[...failures.values()].reduce((sum, count) => sum + count, 0)} | ${shown.size} of ${issued} |`,
  );
  const failed = [...tallies].flatMap(([name, { failures }]) =>
    [...failures].map(([what, count]) => `${name}: ${count} times ${what}`),
  );
  return [
    "| server, protocol | handshakes | requests sent back | failed | certificates seen |",
    "|---|---|---|---|---|",
    ...rows,
    ...failed,
  ].join("\n");
}
