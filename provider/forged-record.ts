import { restored, type Sight } from "./observe.js";
import { recordIn } from "./tls-secret.js";

/** The chain that the Pulumi state holds. */
export interface KnownChain {
  readonly certificatePem?: unknown;
  readonly caPem?: unknown;
}

/**
 * What was seen, without a chain that stands in the record alone. Of a Secret and a record that differ the record is
 * believed, so that a Secret that somebody changed is written again; but more people may write ConfigMaps than
 * Secrets, and a chain for the same key would go from there into `tls.crt` and `ca.crt`. Where the Secret holds the
 * chain that the state knows, it is the record that was changed.
 */
export function withoutForgery<S extends Sight>(sight: S, { certificatePem, caPem }: KnownChain): S {
  const { seen, secret } = sight;
  if (seen.state !== "present" || seen.material.state !== "changed" || secret === undefined) return sight;
  const isKnown = (chain: KnownChain) => chain.certificatePem === certificatePem && chain.caPem === caPem;
  // With the key of a user's own a Secret that is gone is written from its record alone: only where the state knows that one.
  if (seen.material.changes.some(({ code }) => code === "DoesNotExist"))
    return isKnown(seen.record) ? sight : { ...sight, seen: { ...seen, material: { state: "absent" } } };
  const inSecret = recordIn(secret);
  if (inSecret === undefined || inSecret.uid !== seen.record.uid) return sight;
  // Where the state was lost, too, the Secret is believed that is whole by itself.
  const isLost = certificatePem === undefined;
  if (!isLost && (isKnown(seen.record) || !isKnown(inSecret))) return sight;
  const trusted = restored(inSecret, secret, "it names another chain than the Secret");
  if (trusted === undefined || (isLost && trusted.material.state !== "intact")) return sight;
  return { ...sight, seen: trusted };
}
