import { readFileSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
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
    `${before}${heading}\nOf a Secret in a cluster, edited by \`kubectl edit\` (SERIAL stands for a serial number):\n\n${rows.join("")}`,
  );
});
