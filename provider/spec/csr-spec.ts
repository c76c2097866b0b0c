import type { KeyUsage, PrivateKeySpec } from "./certificate-spec.js";

/** The user's own request, in whose place nothing is made here: the private key stays with the user. */
export interface CsrSpec {
  /** One block CERTIFICATE REQUEST. */
  readonly pem: string;
  /** SHA-256 of its SubjectPublicKeyInfo, lower-case hex. */
  readonly publicKeyHash: string;
  /** RFC 4514; empty where it has none. */
  readonly subject: string;
}

/**
 * What a certification request says, its signature being its own key's. The names of its fields are those of the
 * inputs in whose place it stands.
 *
 * @see RFC 2986
 */
export interface RequestFacts extends CsrSpec {
  readonly commonName?: string;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly privateKey: Pick<PrivateKeySpec, "algorithm" | "size">;
  /** Absent where it asks for none. */
  readonly usages?: readonly KeyUsage[];
  /** The key purposes beside them that no usage stands for, dotted. */
  readonly otherPurposes: readonly string[];
  /** Absent where it does not say. */
  readonly isCA?: boolean;
  readonly pathLenConstraint?: number;
  readonly isConstrained: boolean;
}

/** Reads the text of a request; `fault` is a predicate that shows nothing of it. The core takes no DER apart: it is told. */
export type ReadRequest = (pem: string) => RequestFacts | { readonly fault: string };
