import type * as pulumi from "@pulumi/pulumi";

/** An endpoint that is to serve the certificate, and what its clients trust. */
export interface VerifyArgs {
  /** The name that clients ask for, or an IP address. */
  host: pulumi.Input<string>;
  /** @default 443 */
  port?: pulumi.Input<number>;
  /** The IP address to connect to. @default what `host` resolves to */
  address?: pulumi.Input<string>;
  /** The server name to ask for; the certificate must be for it. @default `host` */
  sni?: pulumi.Input<string>;
  /** How long to wait until it is served, after it was written. @default "2m" */
  within?: pulumi.Input<string>;
  /** PEM: what clients trust. @default the issuer's CA where it gives one, else the roots that Node brings */
  caBundle?: pulumi.Input<string>;
  /**
   * Lets the CRLs and OCSP responders that the certificate names have private addresses, as those of an inner CA do.
   * @default false
   */
  allowPrivateAddresses?: pulumi.Input<boolean>;
}
