import * as pulumi from "@pulumi/pulumi";
import { unknownValue } from "../provider/spec/fields.js";
import type { IssuerFacts, SolverFacts } from "../provider/spec/issuer-facts.js";
import type { IssuerAcmeArgs, IssuerAcmeSolverArgs } from "./issuer-acme-args.js";
import { known } from "./known-inputs.js";

const facts = new WeakMap<object, IssuerFacts>();

/**
 * Keeps what is known of an ACME issuer for the certificates that name it by this very `ref`. Not in the `ref`
 * itself: a program may hand that on to objects that take no more than name, kind and group.
 */
export function rememberIssuer(
  ref: pulumi.Output<unknown>,
  issuer: string,
  acme: IssuerAcmeArgs | undefined,
): void {
  if (acme !== undefined) facts.set(ref, factsOf(issuer, acme));
}

/** What is known of the issuer behind a certificate's `issuerRef`; undefined where it is of no component of this program. */
export function issuerFacts(issuerRef: unknown): IssuerFacts | undefined {
  return pulumi.Output.isInstance(issuerRef) ? facts.get(issuerRef) : undefined;
}

/** What is not known yet is taken for what fits: then cert-manager and the CA are asked. */
function factsOf(
  issuer: string,
  { server, profile, enableDurationFeature, solvers = [] }: IssuerAcmeArgs,
): IssuerFacts {
  const isVague = known(profile) === unknownValue;
  return {
    issuer,
    server: typeof server === "string" && !isVague ? server : "",
    ...(typeof profile === "string" ? { profile } : {}),
    takesDuration: enableDurationFeature !== undefined && enableDurationFeature !== false,
    solvers: solvers.map(solverFacts),
  };
}

function solverFacts({ dns01, selector }: IssuerAcmeSolverArgs): SolverFacts {
  const fields = known(selector);
  const { dnsNames, dnsZones, matchLabels } = (
    typeof fields === "object" && fields !== null ? fields : {}
  ) as Readonly<Record<string, unknown>>;
  return {
    type: dns01 === undefined ? "http01" : "dns01",
    dnsNames: texts(dnsNames),
    dnsZones: texts(dnsZones),
    hasLabels: typeof matchLabels === "object" && Object.keys(matchLabels ?? {}).length > 0,
  };
}

/** All of them, or none where one is not known. */
function texts(value: unknown): readonly string[] {
  return Array.isArray(value) && !value.includes(unknownValue) ? value : [];
}
