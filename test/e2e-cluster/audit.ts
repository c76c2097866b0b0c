import { readFileSync } from "node:fs";
import { needSandbox } from "./node.js";

/** One request as the API server's audit log has it. */
export interface Audited {
  readonly verb: string;
  readonly user: string;
  readonly userAgent: string;
  readonly resource: string;
  readonly subresource: string;
  readonly status: number;
  readonly at: number;
}

/** The requests since an instant that `matches`, in the order of the log. */
export function auditedSince(since: number, matches: (request: Audited) => boolean): Audited[] {
  const lines = readFileSync(needSandbox().auditLog, "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => requestIn(JSON.parse(line)))
    .filter((request) => request.at >= since && matches(request));
}

// biome-ignore lint/suspicious/noExplicitAny: the log's own form (audit.k8s.io/v1 Event)
function requestIn(event: any): Audited {
  return {
    verb: event.verb,
    user: event.user?.username ?? "",
    userAgent: event.userAgent ?? "",
    resource: event.objectRef?.resource ?? "",
    subresource: event.objectRef?.subresource ?? "",
    status: event.responseStatus?.code ?? 0,
    at: Date.parse(event.requestReceivedTimestamp),
  };
}
