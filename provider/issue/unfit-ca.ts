import { CertificateError, nameOf } from "../errors.js";
import type { CaChain, CaRequest } from "./ca-request.js";

export type UnfitCaCode =
  | "UnreadableCertificate"
  | "UnreadableKey"
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
  /** What is wrong with it: a predicate without its subject. */
  readonly why: string;
  readonly todo: string;

  constructor(code: UnfitCaCode, field: string, certificate: string, ca: string, why: string, todo: string) {
    const what = `${certificate} was not issued: the CA ${ca} ${why}`;
    super(what, "Nothing was changed", `${todo}, and run pulumi up again`);
    this.code = code;
    this.field = field;
    this.why = why;
    this.todo = todo;
  }
}

/** The error for a CA that is as `why` says: a predicate without its subject. */
export function unfit(
  { spec, ca }: CaRequest<CaChain>,
  code: UnfitCaCode,
  why: string,
  todo: string,
  field = "issuer.ca",
): UnfitCa {
  return new UnfitCa(code, field, nameOf(spec), ca.name, why, todo);
}
