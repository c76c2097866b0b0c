import { printable } from "./spec/printable.js";
import { StoreError } from "./store/port.js";

/**
 * Something that a person must mend. The message says what failed and for which certificate, what stands now, and
 * what to do; a cause that already says the last two is not followed by them again. It never holds a key, and
 * foreign text in it has passed `foreignText`.
 */
export class CertificateError extends Error {
  override readonly name = "CertificateError";

  constructor(what: string, stands?: string, todo?: string, options?: ErrorOptions) {
    super(
      [what, stands, todo].flatMap((clause) => (clause === undefined ? [] : [sentence(clause)])).join(" "),
      options,
    );
    // The engine prints the stack of what it is thrown; a stack tells the reader of an `up` nothing.
    this.stack = this.message;
  }
}

/** An error with which the engine stores what was obtained: the resource exists, and the next `up` goes on from there. */
export class PartialFailure extends Error {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly reasons: readonly string[];

  /** `properties` MUST hold `__provider`, or a later read or delete finds no code to run. */
  constructor(cause: Error, id: string, properties: Readonly<Record<string, unknown>>) {
    super(cause.message, { cause });
    this.stack = cause.message;
    this.id = id;
    this.properties = properties;
    this.reasons = [cause.message];
  }
}

/** How messages name a certificate. */
export function nameOf({
  namespace,
  secretName,
}: {
  readonly namespace: string;
  readonly secretName: string;
}): string {
  return `certificate ${namespace}/${secretName}`;
}

/** A sentence: its first letter large, a full stop at its end. */
function sentence(clause: string): string {
  const text = clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** Text from outside, made safe to print: one line, {@link printable}, at most 500 characters, and no private key. */
export function foreignText(text: string): string {
  const open = text.replaceAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g, "(a private key)");
  const plain = printable(open)
    // A line that starts so is an order to a pipeline's runner.
    .replaceAll(/::(?=[a-z-]+)/gi, "; ")
    .trim();
  return plain.length > 500 ? `${plain.slice(0, 497)}...` : plain;
}

/** Any failure as one clause for a person. */
export function messageOf(error: unknown): string {
  return foreignText(error instanceof Error ? error.message : String(error));
}

/** The error itself when it was written for people, else one that says what stands. */
export function forPeople(error: unknown, certificate: string): Error {
  if (error instanceof CertificateError || error instanceof PartialFailure) return error;
  const what = `${certificate}: ${messageOf(error)}`;
  // A store says itself what stands and what to do.
  if (error instanceof StoreError) return new CertificateError(what, undefined, undefined, { cause: error });
  return new CertificateError(what, "What was there before is still there", "Run pulumi up again", {
    cause: error,
  });
}
