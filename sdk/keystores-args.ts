import * as pulumi from "@pulumi/pulumi";
import type { CertificateArgs } from "./certificate.js";

/** Keystores beside the PEM, in the same Secret. @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateKeystores */
export interface KeystoresArgs {
  /** `keystore.p12` with key and chain, and `truststore.p12` where the issuer gives its CA. */
  pkcs12?: pulumi.Input<Pkcs12KeystoreArgs>;
  /** `keystore.jks` and `truststore.jks`, in Java's old format; Java reads PKCS#12 as well. */
  jks?: pulumi.Input<JksKeystoreArgs>;
}

/** One of the two passwords. Whoever can read the keystore can read `tls.key` beside it: the password is for programs that demand one. */
export interface KeystorePasswordArgs {
  create: pulumi.Input<boolean>;
  /** An entry of a Secret in the certificate's namespace, which is taken as it is. */
  passwordSecretRef?: pulumi.Input<{ name: pulumi.Input<string>; key: pulumi.Input<string> }>;
  /** The text itself; a Pulumi secret. With `issuerRef` it stands in cert-manager's Certificate for all to read. */
  password?: pulumi.Input<string>;
}

export interface Pkcs12KeystoreArgs extends KeystorePasswordArgs {
  /**
   * How it is encrypted: `Modern2023` by AES-256 and SHA-256, for OpenSSL 3 and Java from 8u301 on; the legacy ones by
   * RC2 and 3DES, for readers that know nothing else. @default "LegacyRC2", as with cert-manager
   */
  profile?: pulumi.Input<"LegacyRC2" | "LegacyDES" | "Modern2023">;
}

export interface JksKeystoreArgs extends KeystorePasswordArgs {
  /** The key's name. @default "certificate" */
  alias?: pulumi.Input<string>;
}

/** `CombinedPEM`: key and chain in one entry, `tls-combined.pem`; `DER`: the key, `key.der`. */
export interface OutputFormatArgs {
  type: pulumi.Input<"CombinedPEM" | "DER">;
}

/** The keystores as inputs: their passwords are Pulumi secrets. */
export function keystoresInputs({ keystores }: CertificateArgs): pulumi.Inputs {
  if (keystores === undefined) return {};
  const secret = <T extends KeystorePasswordArgs>(keystore: T): T =>
    keystore?.password === undefined ? keystore : { ...keystore, password: pulumi.secret(keystore.password) };
  const stores = pulumi.output(keystores).apply((given) => {
    if (typeof given !== "object" || given === null) return given; // the provider says what is wrong with it
    const { pkcs12, jks, ...others } = given;
    return {
      ...others,
      ...(pkcs12 === undefined ? {} : { pkcs12: secret(pkcs12 as Pkcs12KeystoreArgs) }),
      ...(jks === undefined ? {} : { jks: secret(jks as JksKeystoreArgs) }),
    };
  });
  return { keystores: stores };
}
