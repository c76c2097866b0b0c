import { recordRead } from "./observe.js";
import type { IssuerSeen, Seen } from "./record/observed.js";
import type { Owner } from "./record/record.js";
import type { Turn } from "./record/turn.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { issuerName } from "./spec/requested.js";
import type { RecordList, Store } from "./store/port.js";

/**
 * When a certificate has its turn whose CA has another key than the one that signed it: by the records as this process
 * found them, so that a preview and the `up` after it name the same ones, and what is issued meanwhile makes no room for
 * more. Undefined where there is nothing to wait for, and where the identity may not list.
 */
export async function turnOf(
  store: Store,
  spec: CertificateSpec,
  seen: Seen,
  issuer: IssuerSeen | undefined,
): Promise<Turn | undefined> {
  if (spec.issuer.kind !== "ca" || spec.issuer.reissue === undefined) return undefined;
  if (seen.state !== "present" || issuer?.state !== "present") return undefined;
  if (issuer.keyHash === seen.record.issuerKeyHash) return undefined;
  const records = await store.listRecords(spec);
  if (records === undefined) return undefined;
  const signedBefore = {
    issuer: issuerName(spec.issuer),
    keyHash: issuer.keyHash,
    owner: seen.record.owner,
  };
  const place = `${spec.namespace}/${spec.secretName}`;
  return { ahead: waiting(records, signedBefore).filter((other) => other < place).length };
}

interface SignedBefore {
  readonly issuer: string;
  /** Of the CA's key as it is now. */
  readonly keyHash: string;
  /** Of another stack's certificates its own `up` takes care. */
  readonly owner: Owner;
}

/** Asked for by each of them, and the same for all: by the list that it comes from. */
const known = new WeakMap<RecordList, Map<string, readonly string[]>>();

/** The places of those that a CA's other keys signed. */
function waiting(records: RecordList, { issuer, keyHash, owner }: SignedBefore): readonly string[] {
  const rows = known.get(records) ?? new Map<string, readonly string[]>();
  known.set(records, rows);
  const key = JSON.stringify([issuer, keyHash, owner.project, owner.stack]);
  const row =
    rows.get(key) ??
    [...records].flatMap(([place, reading]) => {
      const record = recordRead(reading);
      const isOne =
        record?.requested.issuer === issuer &&
        record.issuerKeyHash !== keyHash &&
        record.owner.project === owner.project &&
        record.owner.stack === owner.stack;
      return isOne ? [place] : [];
    });
  rows.set(key, row);
  return row;
}
