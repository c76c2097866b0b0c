import type { CopySeen } from "../record/copy-seen.js";
import type { Observed, Present } from "../record/observed.js";
import { type Decision, type Finding, type Reason, reasonCodes } from "./decision.js";

/** What is to be done to the copies of a certificate that is itself there. */
export function copyRules({ copies = [], certificate }: Observed & Present): Finding[] {
  return copies.flatMap((copy) => {
    const reason = copyReason(copy, certificate.fingerprint);
    return reason === undefined ? [] : [{ action: "repair", reason }];
  });
}

/** Why a copy is not as it should be while the certificate has this fingerprint; undefined where it is, or is believed to be. */
export function copyReason({ name, listed, holds, seen }: CopySeen, fingerprint: string): Reason | undefined {
  const isCurrent = holds === fingerprint;
  if (listed === undefined) {
    const isThere = seen.state === "intact" || seen.state === "changed";
    return isThere || holds !== undefined
      ? { code: "CopyUnwanted", field: name, observed: "is not on the list any more" }
      : undefined;
  }
  switch (seen.state) {
    case "intact":
      return isCurrent
        ? undefined
        : { code: "CopyMismatch", field: name, observed: "holds what was there before" };
    case "changed":
      return { code: "CopyMismatch", field: name, observed: seen.why };
    case "absent":
      return { code: "CopyMissing", field: name, observed: "is not there" };
    case "foreign":
      return {
        code: "CopyRefused",
        field: name,
        observed: `cannot be written: the Secret there belongs to ${seen.owned}`,
      };
    case "wrong cluster":
      return {
        code: "CopyRefused",
        field: name,
        observed: `is not written: this is another cluster (${seen.observed}) than the one it was written in (${seen.wanted})`,
      };
    case "not inspected":
    case "unreachable":
      if (isCurrent) return undefined;
      return holds === undefined
        ? { code: "CopyMissing", field: name, observed: `is not known to be there: ${seen.why}` }
        : { code: "CopyMismatch", field: name, observed: "holds what was there before" };
  }
}

/** Copies that were as wanted when they were last looked at, and could not be looked at now. */
export function copyWarnings({ copies = [] }: Observed): Reason[] {
  return copies.flatMap(({ name, listed, holds, seen }): Reason[] => {
    if (listed === undefined || holds === undefined) return [];
    if (seen.state === "unreachable") return [{ code: "CopyUnreachable", field: name, observed: seen.why }];
    if (seen.state === "not inspected")
      return [{ code: "NotInspected", field: name, observed: `the copy ${name}: ${seen.why}` }];
    return [];
  });
}

const ofCopies: readonly string[] = ["CopyMissing", "CopyMismatch", "CopyUnwanted", "CopyRefused"];

/** The decision as it would be if the copies were as they should be: what is to be done to the certificate itself. */
export function besideCopies(decision: Decision): Decision {
  if (decision.action !== "repair") return decision;
  const [first, ...others] = decision.reasons.filter(({ code }) => !ofCopies.includes(code));
  const { warnings } = decision;
  if (first === undefined) return { action: "keep", reasons: [], warnings };
  const records: readonly string[] = reasonCodes.record;
  const isRecord = [first, ...others].every(({ code }) => records.includes(code));
  return { ...decision, action: isRecord ? "record" : "repair", reasons: [first, ...others] };
}
