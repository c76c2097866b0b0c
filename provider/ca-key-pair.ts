import { openCa, UnusableCaInput } from "./ca-inputs.js";
import type { CredentialPlaces } from "./credential.js";
import { CertificateError, nameOf } from "./errors.js";
import type { CaKeyPair } from "./issue/ca-request.js";
import { observe } from "./observe.js";
import type { CaInputs } from "./spec/ca-inputs.js";
import type { CaSpec, CertificateSpec } from "./spec/certificate-spec.js";
import type { Store } from "./store/port.js";
import { readCertificate, splitChain } from "./x509/read-certificate.js";

/** The CA's key pair, read at the moment of signing and kept nowhere. */
export async function caKeyPair(store: Store, spec: CertificateSpec, ca: CaSpec): Promise<CaKeyPair> {
  if (!("secretName" in ca)) return await givenKeyPair(store, spec, ca);
  const name = `${ca.namespace}/${ca.secretName}`;
  const { secret, seen } = await observe(store, ca, "material");
  const certificatePem = secret?.data["tls.crt"]?.toString("utf8");
  const privateKeyPem = secret?.data["tls.key"]?.toString("utf8");
  if (certificatePem === undefined || !privateKeyPem) {
    const cause =
      seen.state === "unreachable"
        ? seen.cause
        : secret === undefined
          ? "it is not there"
          : privateKeyPem === ""
            ? "its tls.key is empty, as it is where the key is the user's own (csr)"
            : "it lacks tls.crt or tls.key";
    throw new CertificateError(
      `${nameOf(spec)} was not issued: the CA's Secret ${name} in ${store.name} cannot be used: ${cause}`,
      "Nothing was changed",
      "Create the CA first (a Certificate with isCA, given as issuer.ca), and run pulumi up again",
    );
  }
  if (ca.fingerprint !== undefined && fingerprintOf(certificatePem) !== ca.fingerprint)
    throw new CertificateError(
      `${nameOf(spec)} was not issued: the CA in the Secret ${name} is another one than issuer.ca.fingerprint names`,
      "Nothing was changed",
      "Name the CA that is meant, and run pulumi up again",
    );
  const caPem = secret?.data["ca.crt"]?.toString("utf8");
  return { certificatePem, privateKeyPem, name, ...(caPem === undefined ? {} : { caPem }) };
}

function fingerprintOf(chain: string): string {
  return readCertificate(splitChain(chain)[0] ?? "").fingerprint;
}

async function givenKeyPair(store: Store, spec: CertificateSpec, ca: CaInputs): Promise<CaKeyPair> {
  try {
    return { ...(await openCa(ca, placesOf(store, spec))), name: "issuer.ca" };
  } catch (error) {
    if (!(error instanceof UnusableCaInput)) throw error;
    throw new CertificateError(
      `${nameOf(spec)} was not issued: ${error.property} ${error.message}`,
      "Nothing was changed",
      "Mend it, and run pulumi up again",
    );
  }
}

/** Where the inputs of a CA may lie. */
export function placesOf(store: Store, { namespace }: CertificateSpec): CredentialPlaces {
  return { store, namespace, environment: process.env };
}
