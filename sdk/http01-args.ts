import type * as pulumi from "@pulumi/pulumi";
import type { IssuerIngressSolverArgs } from "./issuer-http01-args.js";

/**
 * Proves names and addresses by HTTP on port 80 (RFC 8555, section 8.3), no wildcards; exactly one of `listen`,
 * `webroot` and `ingress`.
 */
export interface Http01SolverArgs extends SelfCheckArgs {
  /** The provider's process answers, where port 80 of the name leads to it. */
  listen?: pulumi.Input<ListenArgs>;
  /** A web server on this machine answers, from a folder. */
  webroot?: pulumi.Input<WebrootArgs>;
  /** The cluster's ingress controller answers; see rbac/http01-solver.yaml. Without `store`, in the certificate's cluster. */
  ingress?: pulumi.Input<IngressSolverArgs>;
}

/** Proves names and addresses by a TLS handshake on port 443 (RFC 8737), no wildcards. */
export interface TlsAlpn01SolverArgs extends SelfCheckArgs {
  /** Where the provider's process answers; `{}` is port 443 of every address. */
  listen: pulumi.Input<ListenArgs>;
}

export interface ListenArgs {
  /** @default 80 for `http01`, 443 for `tlsAlpn01` */
  port?: pulumi.Input<number>;
  /** An IP address of this machine. @default all of them */
  address?: pulumi.Input<string>;
}

export interface WebrootArgs {
  /** The folder that is served at `/`; the file is put below it, in `.well-known/acme-challenge`. */
  directory: pulumi.Input<string>;
}

/** cert-manager's fields, and the image. */
export interface IngressSolverArgs extends IssuerIngressSolverArgs {
  /** What takes cert-manager's acmesolver's arguments. @default quay.io/jetstack/cert-manager-acmesolver:v1.21.2 */
  image?: pulumi.Input<string>;
}

/** Before the CA is told to look, its question is asked from here; at most one of the two. */
export interface SelfCheckArgs {
  selfCheck?: pulumi.Input<{
    /** DNS servers to ask for the name, `address` or `address:port`. @default the system's */
    resolvers?: pulumi.Input<pulumi.Input<string>[]>;
    /** The port of the name, where a test CA asks another one. @default the CA's: 80 or 443 */
    port?: pulumi.Input<number>;
  }>;
  /** Only waits so long, where the CA alone can see the answer: "0s" tells it at once. */
  waitInsteadOfSelfCheck?: pulumi.Input<string>;
}
