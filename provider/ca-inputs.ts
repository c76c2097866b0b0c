import { type CredentialPlaces, credentialAccess, credentialOctets } from "./credential.js";
import { readPkcs12, UnreadablePkcs12 } from "./keystore/read-pkcs12.js";
import { type CaInputs, pathOf } from "./spec/ca-inputs.js";
import type { CredentialSpec } from "./spec/credential-spec.js";
import { Link } from "./x509/chain.js";
import { decryptPrivateKey, formatPrivateKey, isEncrypted, UnreadablePrivateKey } from "./x509/key-pair.js";
import { formatPem } from "./x509/pem.js";

/** Why the key pair that a program gives cannot be used, by the property that must change; `message` is a predicate. */
export class UnusableCaInput extends Error {
  override readonly name = "UnusableCaInput";
  readonly property: string;
  /** Whether it could not be read from where it lies; it may be there in another run. */
  readonly isAway: boolean;

  constructor(property: string, reason: string, isAway = false) {
    super(reason);
    this.property = property;
    this.isAway = isAway;
  }
}

export interface OpenCa {
  readonly certificatePem: string;
  /** Those above it, as far as they came along. */
  readonly caPem?: string;
  /** Unencrypted. */
  readonly privateKeyPem: string;
}

/** The key pair, read and decrypted, and kept nowhere. Rejects with {@link UnusableCaInput}. */
export async function openCa(ca: CaInputs, places: CredentialPlaces): Promise<OpenCa> {
  const read = <T>(
    field: "privateKeyPem" | "pkcs12" | "passphrase",
    spec: CredentialSpec,
    how: () => Promise<T>,
  ) =>
    how().catch((error: Error) => {
      const isElsewhere = !("value" in spec);
      throw new UnusableCaInput(pathOf(field, spec), `cannot be read: ${error.message}`, isElsewhere);
    });
  const text = (field: "privateKeyPem" | "passphrase", spec: CredentialSpec) =>
    read(field, spec, () => credentialAccess(places).read(spec));
  const { passphrase: given } = ca;
  const passphrase = given === undefined ? undefined : await text("passphrase", given);
  const passphrasePath = given === undefined ? undefined : pathOf("passphrase", given);
  if ("pkcs12" in ca) {
    const octets = await read("pkcs12", ca.pkcs12, () => credentialOctets(ca.pkcs12, places));
    return await openPkcs12(octets, passphrase ?? "", pathOf("pkcs12", ca.pkcs12), passphrasePath);
  }
  const pem = await text("privateKeyPem", ca.privateKeyPem);
  const { certificatePem } = ca;
  if (!isEncrypted(pem)) return { certificatePem, privateKeyPem: pem };
  if (passphrase === undefined || passphrasePath === undefined)
    throw new UnusableCaInput("issuer.ca.passphrase", "is missing: the private key is encrypted");
  try {
    return { certificatePem, privateKeyPem: decryptPrivateKey(pem, passphrase) };
  } catch (error) {
    if (!(error instanceof UnreadablePrivateKey)) throw error;
    throw new UnusableCaInput(passphrasePath, "does not decrypt the private key");
  }
}

async function openPkcs12(
  octets: Buffer,
  passphrase: string,
  path: string,
  passphrasePath: string | undefined,
): Promise<OpenCa> {
  try {
    const { privateKey, certificates } = await readPkcs12(octets, passphrase);
    const pems = certificates.map((der) => formatPem("CERTIFICATE", der));
    const own = pems.find((pem) => new Link(pem).holdsKeyOf(privateKey));
    if (own === undefined)
      throw new UnusableCaInput(path, "holds no certificate that belongs to its private key");
    const others = pems.filter((pem) => pem !== own).join("");
    return {
      certificatePem: own,
      privateKeyPem: formatPrivateKey(privateKey, "PKCS8"),
      ...(others === "" ? {} : { caPem: others }),
    };
  } catch (error) {
    if (!(error instanceof UnreadablePkcs12)) throw error;
    if (!error.isLocked) throw new UnusableCaInput(path, error.message);
    if (passphrasePath !== undefined)
      throw new UnusableCaInput(passphrasePath, "does not open the PKCS#12 file");
    throw new UnusableCaInput("issuer.ca.passphrase", "is missing: the PKCS#12 file does not open without");
  }
}
