import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { sandboxFacts } from "../sandbox/facts.js";

/** One request as the API server's audit log has it. */
export interface Audited {
  readonly verb: string;
  readonly user: string;
  /** As whom it was sent, where somebody was impersonated. */
  readonly actingAs: string;
  readonly userAgent: string;
  /** Empty where it was for all namespaces. */
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly status: number;
  readonly at: number;
}

/** The requests since an instant that `matches`, in the order of the log. */
export function auditedSince(since: number, matches: (request: Audited) => boolean): Audited[] {
  const facts = sandboxFacts();
  if (facts === undefined) throw new Error("The sandbox is not up, so nothing was counted.");
  return eventsSince(facts.auditLog, since).filter((request) => request.at >= since && matches(request));
}

/** The end of the log, as far back as it takes: the whole grows by hundreds of MB a day. */
function eventsSince(file: string, since: number): Audited[] {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    for (let length = 4_000_000; ; length *= 4) {
      const end = Buffer.alloc(Math.min(length, size));
      readSync(descriptor, end, 0, end.length, size - end.length);
      const lines = end.toString("utf8").split("\n");
      if (end.length < size) lines.shift(); // cut through
      const events = lines.filter((line) => line !== "").map((line) => requestIn(JSON.parse(line)));
      // Requests that take long are logged when they end: a minute more is enough for the longest that is not a watch.
      if (end.length === size || (events[0]?.at ?? 0) < since - 60_000) return events;
    }
  } finally {
    closeSync(descriptor);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the log's own form (audit.k8s.io/v1 Event)
function requestIn(event: any): Audited {
  return {
    verb: event.verb,
    user: event.user?.username ?? "",
    actingAs: event.impersonatedUser?.username ?? "",
    userAgent: event.userAgent ?? "",
    namespace: event.objectRef?.namespace ?? "",
    resource: event.objectRef?.resource ?? "",
    subresource: event.objectRef?.subresource ?? "",
    status: event.responseStatus?.code ?? 0,
    at: Date.parse(event.requestReceivedTimestamp),
  };
}
