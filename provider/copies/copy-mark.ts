import type { Owner } from "../record/record.js";
import type { Labels } from "../spec/certificate-spec.js";
import type { Location } from "../store/port.js";

/** The annotation that makes a Secret a copy: of what, and whose. A Secret without it is nobody's copy. */
const markAnnotation = "kubecerts.io/copy";

export interface CopyMark {
  /** `<namespace>/<secretName>` of the certificate's own Secret. */
  readonly of: string;
  readonly owner: Owner;
  /** Of the life of the resource that wrote it: what deletes an older life leaves it. */
  readonly uid: string;
}

/** All the annotations of a copy: nothing of the original's, which may be meant for others to act on. */
export function markOf(original: Location, owner: Owner, uid: string): Labels {
  const mark: CopyMark = { of: `${original.namespace}/${original.secretName}`, owner, uid };
  return { [markAnnotation]: JSON.stringify(mark) };
}

/** What a Secret says of being a copy; undefined where it says nothing that can be read. */
export function markIn(annotations: Labels): CopyMark | undefined {
  try {
    const mark = JSON.parse(annotations[markAnnotation] ?? "") as Partial<CopyMark> | null;
    const { of, owner, uid } = mark ?? {};
    const texts = [of, uid, owner?.id, owner?.project, owner?.stack, owner?.name];
    return texts.every((text) => typeof text === "string") ? (mark as CopyMark) : undefined;
  } catch {
    return undefined; // somebody's hand: then it is not taken for a copy
  }
}

/** Whose copy it is, as a noun. */
export function copyOwner({ of, owner }: CopyMark): string {
  return `${owner.name} of ${owner.project}/${owner.stack}, as a copy of ${of}`;
}
