import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { controllerTamperings } from "../e2e-cluster/controller-tamperings.js";
import { expectFile } from "../support/golden.js";
import { tamperings } from "./tamperings.js";

const page = join(__dirname, "../../docs/ownership.md");
const heading = "## What the preview says of each\n";

it("docs/ownership.md tells what a preview prints for each tampering, as it is tried on both stores", () => {
  const text = readFileSync(page, "utf8");
  const before = text.slice(0, text.indexOf(heading));
  const printed = (line: string) => line.replaceAll("HAND", ", by the hand of kubectl-edit");
  const rows = tamperings.map(({ what, said, refused }) =>
    refused === undefined
      ? `- ${what}: \`${printed(said)}\`\n`
      : `- ${what}: \`${printed(refused)}\`; with \`recreate: true\`: \`${printed(said)}\`\n`,
  );
  expectFile(
    page,
    `${before}${heading}\nOf a Secret in a cluster, edited by \`kubectl edit\` (SERIAL stands for a serial number):\n\n${rows.join("")}${withIssuerRef()}`,
  );
});

/** What test/e2e-cluster/controller-tampering.e2e.test.ts expects under the real cert-manager. */
function withIssuerRef(): string {
  const rows = Object.values(controllerTamperings).map(({ what, seen, left, stays }) => {
    const mends =
      left === undefined
        ? "written again by the controller"
        : left.startsWith("record")
          ? "issued again by the controller; `up` records it"
          : stays
            ? "left as it is by both, and told by every preview"
            : "left by the controller; `up` has it issued again";
    return `| ${what} | \`${seen.replace("HAND", ", by the hand of kubectl-edit")}\` | ${mends} |\n`;
  });
  return `
## With \`issuerRef\`

The Secret is cert-manager's, and its controller mends most of what a hand does within a second. What a preview says while
no controller runs, and who mends it then:

| what was done | the preview | mended |
|---|---|---|
${rows.join("")}
A Secret that is left as it is can be deleted: cert-manager issues it anew. One of another type is renewed as it is. Into
an immutable one cert-manager can write nothing, and would try without end: when it falls due, \`up\` fails at once, and the
preview says so.
`;
}
