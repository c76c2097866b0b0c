import { hash } from "node:crypto";
import { openCa, UnusableCaInput } from "./ca-inputs.js";
import { placesOf } from "./ca-key-pair.js";
import { unfitness } from "./foreseen.js";
import { observe } from "./observe.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { IssuerSeen } from "./record/observed.js";
import type { CaInputs } from "./spec/ca-inputs.js";
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
  // What is wrong with a key pair that is given in the program is a failure, told by `check`.
  if (!("secretName" in ca))
    return "pkcs12" in ca ? await pkcs12Seen(store, spec, ca) : issuerSeen(ca.certificatePem);
  const { seen, chain } = await observe(store, ca, "record");
  if (seen.state === "present")
    return issuerOf(seen.certificate, unfitness(spec, seen.record.certificatePem, now));
  if (chain !== undefined) return issuerSeen(chain, unfitness(spec, chain, now));
  return seen.state === "absent"
    ? { state: "absent", why: `there is no Secret ${ca.namespace}/${ca.secretName}` }
    : undefined;
}

/** The certificates of PKCS#12 files, which take a while to open and are asked for by each that they signed. */
const opened = new Map<string, IssuerSeen | undefined>();

async function pkcs12Seen(
  store: Store,
  spec: CertificateSpec,
  ca: Extract<CaInputs, { pkcs12: unknown }>,
): Promise<IssuerSeen | undefined> {
  if ([ca.pkcs12, ca.passphrase].some((input) => input !== undefined && "secretRef" in input))
    return undefined;
  const key = hash("sha256", JSON.stringify(ca));
  if (opened.has(key)) return opened.get(key);
  try {
    const seen = issuerSeen((await openCa(ca, placesOf(store, spec))).certificatePem);
    opened.set(key, seen);
    return seen;
  } catch (error) {
    if (!(error instanceof UnusableCaInput)) throw error;
    return error.isAway ? { state: "absent", why: `${error.property} ${error.message}` } : undefined;
  }
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
