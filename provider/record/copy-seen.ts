/** One copy, as it was seen from afar: its Secret's version, and its data only where that changed. */
export interface CopySeen {
  /** How it is told: `audit/web-tls`, and its cluster where that is another than the certificate's. */
  readonly name: string;
  /** Its place in the list; absent for one that was taken off. */
  readonly listed?: number;
  /** The fingerprint of the certificate that was written there last; absent where no record says so. */
  readonly holds?: string;
  readonly seen: CopyState;
}

export type CopyState =
  /** It is what was written last. */
  | { readonly state: "intact" }
  /** Nothing is there. */
  | { readonly state: "absent" }
  /** It is ours, and not what was written last, or no record speaks of it; `why` is a predicate. */
  | { readonly state: "changed"; readonly why: string }
  /** A Secret is there that is not ours; `owned` says whose it seems to be, as a noun. */
  | { readonly state: "foreign"; readonly owned: string }
  /** Its cluster is another one than it was written in. */
  | { readonly state: "wrong cluster"; readonly observed: string; readonly wanted: string }
  /** The identity may not look; `why` is a clause. */
  | { readonly state: "not inspected"; readonly why: string }
  /** Nothing could be seen; `why` is a clause. */
  | { readonly state: "unreachable"; readonly why: string };
