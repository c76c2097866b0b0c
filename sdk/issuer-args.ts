import type * as pulumi from "@pulumi/pulumi";
import type { ClusterArgs } from "./certificate.js";
import type { IssuerAcmeArgs } from "./issuer-acme-args.js";
import type { IssuerVaultArgs } from "./issuer-vault-args.js";
import type { IssuerVenafiArgs } from "./issuer-venafi-args.js";

/**
 * Who signs; exactly one. Field names and their meaning are those of cert-manager 1.21: a field that it does not
 * know, or of another form, is refused in the preview.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.IssuerSpec
 */
export interface IssuerSpecArgs {
  /** Each certificate is signed by its own key. */
  selfSigned?: IssuerSelfSignedArgs;
  /** A CA whose key pair lies in a Secret. */
  ca?: IssuerCaArgs;
  /** A CA that is asked by the ACME protocol (RFC 8555), such as Let's Encrypt. */
  acme?: IssuerAcmeArgs;
  /** HashiCorp Vault, or a server that speaks as it does. */
  vault?: IssuerVaultArgs;
  /** CyberArk Certificate Manager, which was called Venafi. */
  venafi?: IssuerVenafiArgs;
}

/** Names are the component's own unless `name` is given: an Ingress or a manifest elsewhere may refer to them. */
export interface ClusterIssuerArgs extends IssuerSpecArgs {
  /** @default the component's name */
  name?: pulumi.Input<string>;
  /**
   * Where cert-manager looks for the Secrets of a ClusterIssuer, and where those are made whose values are given:
   * its own namespace, unless it was told otherwise.
   * @default "cert-manager"
   */
  clusterResourceNamespace?: pulumi.Input<string>;
  /** Where to wait for it; give it whenever an explicit Kubernetes provider is used. */
  cluster?: pulumi.Input<ClusterArgs>;
  /** How long cert-manager may take to call it ready. @default "5m" */
  timeout?: pulumi.Input<string>;
}

export interface IssuerArgs extends Omit<ClusterIssuerArgs, "clusterResourceNamespace"> {
  /** @default "default" */
  namespace?: pulumi.Input<string>;
}

export interface IssuerSelfSignedArgs {
  crlDistributionPoints?: pulumi.Input<pulumi.Input<string>[]>;
}

export interface IssuerCaArgs {
  /** The `kubernetes.io/tls` Secret of the CA: beside an Issuer, in `clusterResourceNamespace` for a ClusterIssuer. */
  secretName: pulumi.Input<string>;
  crlDistributionPoints?: pulumi.Input<pulumi.Input<string>[]>;
  ocspServers?: pulumi.Input<pulumi.Input<string>[]>;
  issuingCertificateURLs?: pulumi.Input<pulumi.Input<string>[]>;
}
