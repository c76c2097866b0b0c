import { unfitness } from "./foreseen.js";
import { observe } from "./observe.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { IssuerSeen } from "./record/observed.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import type { Store } from "./store/port.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";

/** What is known of the CA that a specification names; undefined where nothing can be known before it signs. */
export async function observeIssuer(
  store: Store,
  spec: CertificateSpec,
  now: Instant,
): Promise<IssuerSeen | undefined> {
  if (spec.issuer.kind !== "ca") return undefined;
  const { ca } = spec.issuer;
  // What is wrong with a key pair given by value is a failure, told by `check`.
  if (!("secretName" in ca)) return issuerSeen(ca.certificatePem);
  const { seen, chain } = await observe(store, ca, "record");
  if (seen.state === "present")
    return issuerOf(seen.certificate, unfitness(spec, seen.record.certificatePem, now));
  if (chain !== undefined) return issuerSeen(chain, unfitness(spec, chain, now));
  return seen.state === "absent"
    ? { state: "absent", why: `there is no Secret ${ca.namespace}/${ca.secretName}` }
    : undefined;
}

function issuerSeen(chain: string, unfit?: string): IssuerSeen | undefined {
  try {
    return issuerOf(readCertificate(splitChain(chain)[0] ?? ""), unfit);
  } catch {
    return undefined; // said with the reason when the CA is to sign
  }
}

function issuerOf({ publicKey, subject, notAfter }: CertificateFacts, unfit: string | undefined): IssuerSeen {
  const seen = { state: "present", keyHash: publicKey.hash, subject, notAfter } as const;
  return unfit === undefined ? seen : { ...seen, unfit };
}
