/**
 * What a program knows of the ACME issuer that a certificate names: the issuer's component hands it to the
 * certificate, so that its preview can say what cert-manager or the CA would find out later, or never say.
 */
export interface IssuerFacts {
  /** `ClusterIssuer letsencrypt`. */
  readonly issuer: string;
  /** The directory's URL. */
  readonly server: string;
  readonly profile?: string;
  readonly takesDuration: boolean;
  readonly solvers: readonly SolverFacts[];
}

export interface SolverFacts {
  readonly type: "dns01" | "http01";
  /** None: every name. */
  readonly dnsNames: readonly string[];
  /** Likewise; a zone is its name and all below it. */
  readonly dnsZones: readonly string[];
  /** Selects by labels of the Certificate, of which this package writes none of the user's. */
  readonly hasLabels: boolean;
}
