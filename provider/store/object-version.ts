import type { ObjectMeta } from "../kubernetes/objects.js";
import type { Version } from "./port.js";

export type ObjectVersion = Pick<ObjectMeta, "uid" | "resourceVersion">;

/** With the uid: what was deleted and created again is another object, also after a cluster was restored from a backup. */
export function versionOf({ uid, resourceVersion }: ObjectVersion): Version {
  return `${uid}/${resourceVersion}`;
}

/** What a write or a delete is bound to; undefined where the text is no version of an object. */
export function partsOf(version: Version): ObjectVersion | undefined {
  const [, uid, resourceVersion] = /^([0-9a-f-]{36})\/(\d+)$/.exec(version) ?? [];
  return uid === undefined || resourceVersion === undefined ? undefined : { uid, resourceVersion };
}
