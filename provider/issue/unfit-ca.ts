import { CertificateError } from "../errors.js";
import type { CaRequest } from "./ca-request.js";

export type UnfitCaCode =
  | "Unreadable"
  | "NotACertificateAuthority"
  | "KeyMismatch"
  | "WeakKey"
  | "NotYetValid"
  | "Expired"
  | "BrokenChain"
  | "PathLengthExceeded"
  | "NameNotPermitted";

/** Why a CA cannot sign what was asked for, and what to do. Nothing was signed. */
export class UnfitCa extends CertificateError {
  readonly code: UnfitCaCode;
  /** The property of the specification that names what must change. */
  readonly field: string;

  constructor(code: UnfitCaCode, field: string, what: string, todo: string) {
    super(what, "Nothing was changed", `${todo}, and run pulumi up again`);
    this.code = code;
    this.field = field;
  }
}

/** The error for a CA that is as `why` says: a predicate without its subject. */
export function unfit(
  { spec, ca }: CaRequest,
  code: UnfitCaCode,
  why: string,
  todo: string,
  field = "issuer.ca",
): UnfitCa {
  const what = `certificate ${spec.namespace}/${spec.secretName} was not issued: the CA ${ca.name} ${why}`;
  return new UnfitCa(code, field, what, todo);
}
