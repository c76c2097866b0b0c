import type * as pulumi from "@pulumi/pulumi";

/**
 * Names a CA may sign for (`permitted`, each kind that is listed) and may not (`excluded`); at least one of the two.
 *
 * @see RFC 5280, 4.2.1.10; https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.NameConstraints
 */
export interface NameConstraintsArgs {
  /** Whether a client that does not know the extension must refuse the CA, as RFC 5280 wants it. @default false, as with cert-manager */
  critical?: pulumi.Input<boolean>;
  permitted?: pulumi.Input<NameSubtreesArgs>;
  excluded?: pulumi.Input<NameSubtreesArgs>;
}

export interface NameSubtreesArgs {
  /** A domain means itself and what is below it; with a leading dot, only what is below. */
  dnsDomains?: pulumi.Input<pulumi.Input<string>[]>;
  /** `10.0.0.0/8`, `2001:db8::/32`. */
  ipRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /** A mailbox, a host, or with a leading dot the hosts below. */
  emailAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /** A host, or with a leading dot the hosts below. */
  uriDomains?: pulumi.Input<pulumi.Input<string>[]>;
}
