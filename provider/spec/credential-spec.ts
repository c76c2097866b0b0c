/** Where a secret text is read from, at the moment of use. All but `value` keep it out of the program and its state. */
export type CredentialSpec =
  | { readonly secretRef: SecretKeyRef }
  /** The name of an environment variable of the process that runs `pulumi up`. */
  | { readonly env: string }
  /** The path of a file, relative to the program's folder. */
  | { readonly file: string }
  /** The text itself; a Pulumi secret in the inputs. */
  | { readonly value: string };

/** One entry of a Secret in the certificate's store. */
export interface SecretKeyRef {
  readonly name: string;
  readonly key: string;
  /** The certificate's own where it is not given. */
  readonly namespace?: string;
}
