/**
 * Java's and PKCS#12's stores beside the PEM, in the same Secret; what is absent is not written.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateKeystores
 */
export interface KeystoresSpec {
  readonly pkcs12?: { readonly profile: Pkcs12Profile; readonly password: PasswordSpec };
  readonly jks?: { readonly alias: string; readonly password: PasswordSpec };
}

export const keystoreKinds = ["pkcs12", "jks"] as const satisfies readonly (keyof KeystoresSpec)[];

export type KeystoreKind = (typeof keystoreKinds)[number];

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.PKCS12Profile */
export const pkcs12Profiles = ["LegacyRC2", "LegacyDES", "Modern2023"] as const;

export type Pkcs12Profile = (typeof pkcs12Profiles)[number];

export type PasswordSpec =
  /** An entry of a Secret in the certificate's namespace, taken as it is. */
  | { readonly secretRef: { readonly name: string; readonly key: string } }
  /** The text itself; a Pulumi secret in the inputs. */
  | { readonly value: string };

/** @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateOutputFormatType */
export const outputFormats = ["CombinedPEM", "DER"] as const;

export type OutputFormat = (typeof outputFormats)[number];
