import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastSentence } from "./attempt.js";
import type { Row } from "./row.js";

const file = join(__dirname, "../../../docs/troubleshooting.md");

/** A row with what `up` said of it. */
export interface Told {
  readonly row: Row;
  readonly message: string;
}

const head = `# When a certificate is not issued

Each failure below was provoked on a real node, with cert-manager 1.21.2, Pebble, BIND and an ingress controller, and
what \`up\` says is its own words: the true cause stands in the first two lines of the error, what to do in its last
sentence. The rows marked CLI were run by \`pulumi up\`; for the others the test calls the provider as the engine would.
At the rows marked fake a proxy before Pebble answers in Let's Encrypt's words, since Pebble has no rate limits and asks
for no CAA records. \`test/e2e-cluster/failures\` writes this page (\`KUBECERTS_WRITE_PAGE=1\`) and fails when it is not
what was seen.

While \`up\` waits, the resource's row says what cert-manager waits for; where no waiting helps it ends early. A failure
also says what stands now and when cert-manager tries again.
`;

/** The page as these runs make it. */
export function page(
  sections: Readonly<Record<string, readonly Told[]>>,
  byCli: ReadonlySet<string>,
): string {
  const parts = Object.entries(sections).map(([title, told]) => {
    const rows = told.map(({ row, message }) => {
      const mark = [...(byCli.has(row.secretName) ? ["CLI"] : []), ...(row.isFake ? ["fake"] : [])].join(
        ", ",
      );
      const wrong = mark === "" ? row.wrong : `${row.wrong} (${mark})`;
      const said = row.says.exec(message)?.[0] ?? "";
      return `| ${wrong} | ${cell(said)} | ${cell(lastSentence(message))} |`;
    });
    return [`## ${title}`, "", "| what is wrong | `up` says | what to do |", "|---|---|---|", ...rows].join(
      "\n",
    );
  });
  return `${[head.trimEnd(), ...parts].join("\n\n")}\n`;
}

/** Names that cert-manager or the kernel made up are others in each run. */
function cell(text: string): string {
  return text
    .replaceAll(/-1-\d{4,}(-\d{4,})?/g, "-1-...")
    .replaceAll(/(cm-acme-http-solver)-\w+/g, "$1-...")
    .replaceAll(/(\d+\.){3}\d+:\d{4,5}->/g, "")
    .replaceAll(/\b(\d+\.){3}\d+:\d{4,5}\b/g, "ADDRESS")
    .replaceAll(/\b(\d+\.){3}\d+\b/g, "ADDRESS")
    .replaceAll(/(--kubeconfig) \S+/g, "$1 KUBECONFIG")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "FINGERPRINT")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "INSTANT")
    .replaceAll("|", "\\|");
}

export function committedPage(): string {
  return readFileSync(file, "utf8");
}

export function writePage(text: string): void {
  writeFileSync(file, text);
}
