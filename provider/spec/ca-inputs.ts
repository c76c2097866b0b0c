import type { CredentialSpec } from "./credential-spec.js";

/** The key pair of a CA, given in the program: as PEM, or as a PKCS#12 file. */
export type CaInputs =
  | {
      /** The CA's certificate, then those above it. */
      readonly certificatePem: string;
      /** PKCS#1, SEC 1 or PKCS#8, encrypted or not. */
      readonly privateKeyPem: CredentialSpec;
      readonly passphrase?: CredentialSpec;
    }
  | {
      /** Base64 of the file where it is given by value or in the environment; else the file's own octets. */
      readonly pkcs12: CredentialSpec;
      readonly passphrase?: CredentialSpec;
    };

/** The place of an input as a property path; a reference has its own name. */
export function pathOf(field: "privateKeyPem" | "pkcs12" | "passphrase", spec: CredentialSpec): string {
  return `issuer.ca.${field}${"value" in spec ? "" : "SecretRef"}`;
}
