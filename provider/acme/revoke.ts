import { type RevocationReason, revocationReasons } from "../spec/crl-spec.js";
import type { Instant } from "../spec/instant.js";
import { publicKeyFacts, readPrivateKey } from "../x509/key-pair.js";
import { pemBlocks } from "../x509/pem.js";
import { readCertificate } from "../x509/read-certificate.js";
import { findAccount } from "./account.js";
import { AcmeClient } from "./client.js";
import { AcmeProblem } from "./problem.js";
import { Transport } from "./transport.js";

export interface Revocation {
  /** The directory's URL. */
  readonly server: string;
  /** PEM: whom to trust as the directory, in place of the system's roots. */
  readonly caBundle?: string | undefined;
  /** The leaf, in PEM. */
  readonly certificatePem: string;
  /** The certificate's own, or that of the account that it was issued to. */
  readonly privateKeyPem: string;
  /** Without one it is `unspecified`. */
  readonly reason?: RevocationReason | undefined;
  readonly now: () => Instant;
}

/** By whose word it was revoked. */
export type RevokedBy = "the certificate's key" | "the account's key";

/**
 * Has the CA revoke a certificate. Answers by which key, or undefined where it was revoked before. Opens no account.
 *
 * @see RFC 8555, section 7.6
 */
export async function revoke(revocation: Revocation): Promise<RevokedBy | undefined> {
  const { server, caBundle, certificatePem, privateKeyPem, reason, now } = revocation;
  const transport = new Transport({ ca: caBundle });
  try {
    const client = await AcmeClient.open({ server, transport, privateKeyPem, now });
    const { revokeCert } = client.directory;
    if (revokeCert === undefined)
      throw new Error("the CA revokes nothing by ACME: its directory has no revokeCert");
    const payload = {
      certificate: pemBlocks(certificatePem, ["CERTIFICATE"])[0]?.der.toString("base64url"),
      ...(reason === undefined ? {} : { reason: revocationReasons[reason] }),
    };
    const ofKey = publicKeyFacts(readPrivateKey(privateKeyPem)).hash;
    if (ofKey === readCertificate(certificatePem).publicKey.hash) {
      await client.postByKey(revokeCert, payload);
      return "the certificate's key";
    }
    const account = await findAccount(client);
    if (account === undefined)
      throw new Error("the key is neither the certificate's nor that of an account at this CA");
    client.account = account.url;
    await client.post(revokeCert, payload);
    return "the account's key";
  } catch (error) {
    if (error instanceof AcmeProblem && error.is("alreadyRevoked")) return undefined;
    throw error;
  } finally {
    transport.close();
  }
}
