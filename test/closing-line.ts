import type { Reporter, TestModule } from "vitest/node";

/** Ends the output with one plain line, for whatever reads it: `N passed, N failed`, with `N skipped` where there are any. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0 };
    for (const module of modules) {
      // A file that could not be loaded holds no tests and has failed all the same.
      if (!module.ok() && [...module.children.allTests("failed")].length === 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === "pending" ? "failed" : state]++;
      }
    }
    const skipped = counts.skipped === 0 ? "" : `, ${counts.skipped} skipped`;
    process.on("exit", () => console.log(`\n${counts.passed} passed, ${counts.failed} failed${skipped}`));
  }
}
