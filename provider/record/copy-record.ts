/** One copy as it was written last; public facts only. */
export interface CopyRecord {
  readonly namespace: string;
  readonly name: string;
  /** The name of the other store that it lies in; absent for the certificate's own. */
  readonly where?: string;
  /** Which cluster that was, as the store's identity names it; absent for the certificate's own. */
  readonly cluster?: string;
  /** The store's version of the copy. */
  readonly version: string;
  /** SHA-256 of the certificate that it holds. */
  readonly fingerprint: string;
  /** The version of the certificate's own Secret that it was copied from. */
  readonly of: string;
  /** Of the life of the resource that wrote it. */
  readonly uid: string;
}

/** The copies that a value speaks of, each as far as it can be read: of one that is left out the place itself tells. */
export function readCopyRecords(value: unknown): readonly CopyRecord[] {
  return Array.isArray(value) ? value.filter(isCopyRecord) : [];
}

function isCopyRecord(value: unknown): value is CopyRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const isText = (name: keyof CopyRecord) => typeof fields[name] === "string";
  return (
    (["namespace", "name", "version", "fingerprint", "of", "uid"] as const).every(isText) &&
    (["where", "cluster"] as const).every((name) => fields[name] === undefined || isText(name))
  );
}
