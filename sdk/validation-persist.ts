import * as pulumi from "@pulumi/pulumi";
import { permissionFaults, validationPersistRecord } from "../provider/spec/validation-persist.js";

export interface ValidationPersistArgs {
  /** The domain whose certificates are permitted, without "*.". */
  domain: pulumi.Input<string>;
  /** The CA's name, as its directory's `caaIdentities` say it: "letsencrypt.org". */
  issuer: pulumi.Input<string>;
  /** The URL of your account at the CA. */
  accountUri: pulumi.Input<string>;
  /** Permits wildcards, too. @default false */
  wildcard?: pulumi.Input<boolean>;
  /** Until when it is permitted, in seconds since 1970. @default for ever */
  persistUntil?: pulumi.Input<number>;
}

/**
 * The TXT record with which a domain permits a CA and an account for good (draft-ietf-acme-dns-persist-01): give name
 * and value to the resource of your DNS, and the solver `dnsPersist01` to the issuer.
 *
 * @throws InputPropertiesError, when the values are known, for one that no record can hold.
 */
export function validationPersist(args: ValidationPersistArgs): {
  /** Without the dot at its end. */
  readonly name: pulumi.Output<string>;
  readonly value: pulumi.Output<string>;
} {
  const record = pulumi.output(args).apply(({ wildcard = false, persistUntil, ...rest }) => {
    const permission = { ...rest, wildcard, ...(persistUntil === undefined ? {} : { persistUntil }) };
    const reasons = Object.entries(permissionFaults(permission)).map(([propertyPath, reason]) => ({
      propertyPath,
      reason,
    }));
    if (reasons.length > 0)
      throw new pulumi.InputPropertiesError({
        message: "the record of validationPersist cannot be made",
        errors: reasons,
      });
    return validationPersistRecord(permission);
  });
  return { name: record.name, value: record.value };
}
