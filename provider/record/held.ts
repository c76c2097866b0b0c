/** Who else has a hand on a Secret, as its metadata says; each list absent where it would be empty. */
export interface Held {
  readonly immutable?: true;
  /** `metadata.ownerReferences`, as "Deployment web": when the last of them is gone, Kubernetes deletes the Secret. */
  readonly ownerReferences?: readonly string[];
  /** Who holds fields of it besides kubecerts. @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
  readonly managers?: readonly FieldManager[];
}

export interface FieldManager {
  readonly name: string;
  /** Whether it will apply its fields again; else it wrote them once. */
  readonly applies: boolean;
  /** As material changes name them: `tls.key`, `type`, `metadata.labels.team`. */
  readonly fields: readonly string[];
}
