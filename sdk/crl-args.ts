import type * as pulumi from "@pulumi/pulumi";
import type { RevocationReason } from "../provider/spec/crl-spec.js";

/** What a CA revokes. The list is issued again when a third of its life remains, by a `pulumi up` that must run. */
export interface CrlArgs {
  /** At most 1000; one that expired may be left out. @default none: an empty list */
  revoked?: pulumi.Input<pulumi.Input<RevokedArgs>[]>;
  /** How long a list is good, at least 1h. @default "168h" */
  duration?: pulumi.Input<string>;
}

/** @see RFC 5280, 5.3 */
export interface RevokedArgs {
  /** In hex, as the output `serialNumber`. */
  serialNumber: pulumi.Input<string>;
  /** RFC 3339. */
  revocationDate: pulumi.Input<string>;
  /** @default none is given */
  reason?: pulumi.Input<RevocationReason>;
}
