import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import type { IssuerAcmeArgs, IssuerAcmeSolverArgs } from "./issuer-acme-args.js";
import type { IssuerSpecArgs } from "./issuer-args.js";
import type { IssuerDns01SolverArgs } from "./issuer-dns01-args.js";

/** What stands in the Issuer's `spec`: the arguments with the defaults that differ from cert-manager's. */
export function issuerSpec(
  name: pulumi.Input<string>,
  { selfSigned, ca, acme, vault, venafi }: IssuerSpecArgs,
): pulumi.Inputs {
  if (selfSigned !== undefined) return { selfSigned };
  if (ca !== undefined) return { ca };
  if (vault !== undefined) return { vault: withBundle(vault) };
  if (venafi !== undefined) {
    const { tpp, ...rest } = venafi;
    return { venafi: { ...rest, ...(tpp === undefined ? {} : { tpp: withBundle(tpp) }) } };
  }
  return acme === undefined ? {} : { acme: acmeSpec(name, acme) };
}

function acmeSpec(
  name: pulumi.Input<string>,
  { privateKeySecretRef, solvers = [], ...rest }: IssuerAcmeArgs,
): pulumi.Inputs {
  const account = privateKeySecretRef ?? { name: accountSecretName(name, rest.server) };
  return { ...withBundle(rest), privateKeySecretRef: account, solvers: solvers.map(solverSpec) };
}

/** cert-manager wants the bundle's PEM in base64. */
function withBundle<T extends { caBundle?: pulumi.Input<string> }>({ caBundle, ...rest }: T): pulumi.Inputs {
  return caBundle === undefined ? rest : { ...rest, caBundle: pulumi.output(caBundle).apply(inBase64) };
}

/** Changes when the specification does, in whatever order its fields are written. */
export function specHash(spec: pulumi.Inputs): pulumi.Output<string> {
  return pulumi.output(spec).apply((known) => hash(JSON.stringify(sorted(known))));
}

/**
 * The Secret of the account's key: the issuer's name, the directory's host, and a few digits of its whole URL.
 * With one name for all directories, cert-manager would show an account's key to a CA that does not know it.
 */
function accountSecretName(
  issuer: pulumi.Input<string>,
  server: IssuerAcmeArgs["server"],
): pulumi.Output<string> {
  return pulumi.all([issuer, server]).apply(([name, url]) => {
    const host = (URL.canParse(url) ? new URL(url).hostname : "").replaceAll(/[^a-z0-9]+/g, "-").slice(0, 60);
    return [name.slice(0, 180), host.replaceAll(/^-|-$/g, ""), hash(url).slice(0, 6)]
      .filter(Boolean)
      .join("-");
  });
}

function solverSpec({ dns01, ...rest }: IssuerAcmeSolverArgs): pulumi.Inputs {
  return dns01 === undefined ? { ...rest } : { ...rest, dns01: dns01Spec(dns01) };
}

/** cert-manager's default algorithm is MD5, which RFC 8945 (section 6) says not to use. */
function dns01Spec({ rfc2136, ...rest }: IssuerDns01SolverArgs): pulumi.Inputs {
  if (rfc2136?.tsigKeyName === undefined) return rfc2136 === undefined ? rest : { ...rest, rfc2136 };
  return { ...rest, rfc2136: { tsigAlgorithm: "HMACSHA256", ...rfc2136 } };
}

function inBase64(caBundle: string): string {
  return caBundle.includes("-----BEGIN") ? Buffer.from(caBundle).toString("base64") : caBundle;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
