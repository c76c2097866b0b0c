import type { CertificateRecord } from "./record/record.js";
import { type Location, type Store, StoreError } from "./store/port.js";
import { Link } from "./x509/chain.js";
import { readPrivateKey } from "./x509/key-pair.js";
import { splitChain } from "./x509/read-certificate.js";

type Chain = Pick<CertificateRecord, "certificatePem" | "caPem">;

/**
 * Keeps the private key of a Secret that is about to be deleted and written anew, where an order in progress would be
 * kept: a run that is killed in between is not to lose it. Whoever has written the Secret drops it as an order.
 */
export async function keepSpareKey(
  store: Store,
  at: Location,
  { owner, certificatePem, caPem }: CertificateRecord,
  spareKeyPem: string,
): Promise<void> {
  const reading = await store.readOrder(at);
  const expected = reading.state === "read" ? reading.version : "absent";
  const text = JSON.stringify({ spareKeyPem, certificatePem, caPem });
  await store.writeOrder(at, text, expected, owner.id);
}

/**
 * The key that was kept for this record's certificate; undefined where there is none, or where nobody may look. The
 * chain was kept beside it, since a record alone can be written by who may see no key.
 */
export async function spareKey(store: Store, at: Location, record: Chain): Promise<string | undefined> {
  try {
    const reading = await store.readOrder(at);
    const pem = reading.state === "read" ? spareIn(reading.text, record) : undefined;
    const [leaf = ""] = splitChain(record.certificatePem);
    return pem !== undefined && new Link(leaf).holdsKeyOf(readPrivateKey(pem)) ? pem : undefined;
  } catch (error) {
    if (error instanceof StoreError && error.code === "Forbidden") return undefined;
    throw error;
  }
}

function spareIn(text: string, record: Chain): string | undefined {
  try {
    const spare = JSON.parse(text) as Partial<Chain> & { readonly spareKeyPem?: unknown };
    const isSame = spare.certificatePem === record.certificatePem && spare.caPem === record.caPem;
    return isSame && typeof spare.spareKeyPem === "string" ? spare.spareKeyPem : undefined;
  } catch {
    return undefined; // an order in progress, or somebody's hand
  }
}
