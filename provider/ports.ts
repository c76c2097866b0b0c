import type { AccountNotes, AccountUse } from "./acme-account.js";
import type { Controller } from "./cert-manager/controller.js";
import type { Served } from "./handshake/await-served.js";
import type { Question } from "./handshake/verify-endpoint.js";
import type { AcmeIssuance, AcmeIssued } from "./issue-by-acme.js";
import type { AccountSpec } from "./spec/acme-spec.js";
import type { ClusterSpec, StoreSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import type { Store } from "./store/port.js";
import type { AskRenewalInfo } from "./suggested-renewal.js";

/** What the provider asks of the world around it. */
export interface Ports {
  readonly now: () => Instant;
  /** Whether `now` was set by hand; then nothing is written. */
  readonly isTimeSet: () => boolean;
  /** The same store for the same specification, as long as the process lives. */
  readonly store: (spec: StoreSpec) => Store;
  /** cert-manager in a cluster, likewise. */
  readonly controller: (cluster: ClusterSpec) => Controller;
  /** A certificate from an ACME CA. */
  readonly issueByAcme: (issuance: AcmeIssuance) => Promise<AcmeIssued>;
  /** What an ACME CA is told of an account besides; answers what is to be noted of it. */
  readonly tellAccount: (use: AccountUse, acme: AccountSpec) => Promise<AccountNotes>;
  readonly askRenewalInfo: AskRenewalInfo;
  /** The names of the namespaces of a cluster with these labels; asked once, so that `up` finds what its preview found. */
  readonly namespaces: (cluster: ClusterSpec, labelSelector: string) => Promise<readonly string[]>;
  /** Puts a line on a resource's own row. Never throws. */
  readonly log: (severity: "info" | "warning", line: string, urn: string | undefined) => Promise<void>;
  /** Waits, at most so many milliseconds, until an endpoint serves what is wanted; tells what it waits for. */
  readonly awaitServed: (
    question: Question,
    within: number,
    report: (line: string) => Promise<void>,
  ) => Promise<Served>;
  /** A new name for one life of a resource. */
  readonly uid: () => string;
}
