import { join } from "node:path";
import { expectFile } from "../support/golden.js";
import type { Project } from "./project.js";

/** Expects a text that was recorded in goldens/; KUBECERTS_WRITE_GOLDENS=1 records it anew. */
export function expectGolden(name: string, text: string): void {
  expectFile(join(__dirname, "goldens", name), text);
}

/**
 * What the CLI printed, without what differs from one run to the next: instants, how long it took, the project's
 * folder, hashes and serial numbers, PEM, names of lives, the dots that say that it is still at it, and in which order it
 * tells of several resources, row by row and in its diagnostics.
 */
export function normalised(text: string, project: Pick<Project, "folder">): string {
  return inOrder(
    text
      .replaceAll(project.folder, "<project>")
      .replaceAll(/-----BEGIN ([A-Z ]+)-----(.*?-----END \1-----(\\n|\n)?|[^"]*\.\.\.)/gs, "<PEM>")
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "<instant>")
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>")
      .replaceAll(/\b([0-9a-f]{64}|[0-9a-f]{30,40}|[0-9a-f]{12,16})\b/g, "<hash>")
      .replaceAll(/^( *Duration: ).*$/gm, "$1<duration>")
      .replaceAll(/ \(\d+(\.\d+)?s\)/g, " (<duration>)")
      .replaceAll(/^@ .*\n/gm, "")
      .replaceAll(/[ \t]+$/gm, ""),
  );
}

/** Rows that follow each other, and the blocks between `Diagnostics:` and what follows, by the names of their resources. */
function inOrder(text: string): string {
  const rows = text.replace(/(?:^(?:[-+~ ]{2,3}) +\S+:\S+:\S+ .*\n)+/gm, (block) =>
    block
      .split(/(?<=\n)/)
      .sort()
      .join(""),
  );
  return rows.replace(/^Diagnostics:\n((?: {2}.*\n|\n(?= {2}))+)/m, (_all, told: string) => {
    const blocks = told.trimEnd().split(/\n+(?= {2}\S)/);
    return `Diagnostics:\n${blocks.sort().join("\n\n")}\n`;
  });
}

/** What `preview --json` says of each resource, by name, without the states before and after, which hold the rest. */
export function toldByJson(json: string): string {
  const { steps, diagnostics = [], changeSummary } = JSON.parse(json) as Told;
  const nameOf = (urn = "") => urn.split("::").at(-1) ?? "";
  const told = {
    steps: steps.map(({ op, urn, newState }) => ({
      name: nameOf(urn),
      op,
      decision: newState?.inputs?.decision,
    })),
    diagnostics: diagnostics.map(({ urn, severity, message }) => ({ name: nameOf(urn), severity, message })),
  };
  for (const list of Object.values(told)) list.sort((a, b) => a.name.localeCompare(b.name));
  return `${JSON.stringify({ ...told, changeSummary }, null, 2)}\n`;
}

/** What the engine's event log says of each resource, by name, without its states and what is for debugging. */
export function toldByEvents(log: string): string {
  const events = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as EngineEvent);
  const nameOf = (urn = "") => urn.split("::").at(-1) ?? "";
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
  const steps = events.flatMap(({ resourcePreEvent }) => {
    if (resourcePreEvent === undefined) return [];
    const { op, urn, new: after } = resourcePreEvent.metadata;
    return [{ name: nameOf(urn), op, decision: after?.inputs?.decision }];
  });
  const diagnostics = events.flatMap(({ diagnosticEvent: event }) =>
    event === undefined || event.severity === "debug"
      ? []
      : [{ name: nameOf(event.urn), severity: event.severity, message: event.message }],
  );
  const { summaryEvent } = events.find((event) => event.summaryEvent !== undefined) ?? {};
  const told = {
    steps: steps.sort(byName),
    diagnostics: diagnostics.sort(byName),
    resourceChanges: summaryEvent?.resourceChanges,
  };
  return `${JSON.stringify(told, null, 2)}\n`;
}

/** One line of the log. @see pulumi/pulumi, sdk/go/common/apitype/events.go */
interface EngineEvent {
  readonly resourcePreEvent?: {
    readonly metadata: {
      readonly op: string;
      readonly urn: string;
      readonly new?: { readonly inputs?: { readonly decision?: string } };
    };
  };
  readonly diagnosticEvent?: {
    readonly urn?: string;
    readonly severity: string;
    readonly message: string;
  };
  readonly summaryEvent?: { readonly resourceChanges: Readonly<Record<string, number>> };
}

interface Told {
  readonly steps: readonly {
    readonly op: string;
    readonly urn: string;
    readonly newState?: { readonly inputs?: { readonly decision?: string } };
  }[];
  readonly diagnostics?: readonly {
    readonly urn?: string;
    readonly severity: string;
    readonly message: string;
  }[];
  readonly changeSummary: Readonly<Record<string, number>>;
}
