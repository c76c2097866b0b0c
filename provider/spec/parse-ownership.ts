import type { Fields } from "./fields.js";
import { readFingerprint } from "./names.js";

/** What becomes of a Secret that is already there, and of this one at the end. */
export interface OwnershipSpec {
  /** What a destroy does with the Secret; absent: deletes it, or leaves it where it was adopted. */
  readonly onDelete?: "delete" | "retain";
  /** SHA-256 of the leaf in the one Secret of somebody else's that may be taken over, lower-case hex. */
  readonly adopt?: string;
  /** Whether a Secret that the API never changes in place may be deleted and written anew. */
  readonly recreate: boolean;
}

export function parseOwnership(fields: Fields, byController: boolean): OwnershipSpec {
  const onDelete = fields.choice("onDelete", ["delete", "retain"]);
  const adopt = fields.text("adopt", "a SHA-256 fingerprint in hex", readFingerprint);
  const recreate = fields.boolean("recreate") ?? false;
  if (recreate && byController)
    fields.fail(
      "recreate",
      "cannot be given beside issuerRef: cert-manager writes the Secret, and makes one that was deleted anew",
    );
  return {
    recreate,
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(adopt === undefined ? {} : { adopt }),
  };
}
