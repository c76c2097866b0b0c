import type { ClusterSpec } from "./certificate-spec.js";

/** Another place that holds the same material as the certificate's Secret. */
export interface CopySpec {
  readonly namespace: string;
  readonly name: string;
  /** Absent where it is the store of the certificate itself. */
  readonly cluster?: ClusterSpec;
}
