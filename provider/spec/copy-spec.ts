import type { ClusterSpec } from "./certificate-spec.js";

/** Another place that holds the same material as the certificate's Secret. */
export interface CopySpec {
  /** Of the member of the program's list that asks for it; absent where no program does any more. */
  readonly index?: number;
  readonly namespace: string;
  readonly name: string;
  /** Absent where it is the store of the certificate itself. */
  readonly cluster?: ClusterSpec;
}
