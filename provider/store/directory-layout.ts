import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Location } from "./port.js";
import { StoreError } from "./port.js";

/** A manifest in a folder: what it is to people, and where it lies. */
export interface ManifestFile {
  /** "Secret shop/web-tls" */
  readonly what: string;
  readonly path: string;
}

export function secretFile(root: string, at: Location): ManifestFile {
  return { what: `Secret ${at.namespace}/${at.secretName}`, path: pathOf(root, at, ".yaml") };
}

const recordEnding = ".kubecerts.yaml";

/** Where records lie below a folder; none where it cannot be looked into. */
export function recordPlaces(root: string): Location[] {
  const namesIn = (folder: string) => {
    try {
      return readdirSync(folder).filter(isName);
    } catch {
      return []; // no folder, or none of ours: whoever needs what lies in it is told why
    }
  };
  return namesIn(root).flatMap((namespace) =>
    namesIn(join(root, namespace))
      .filter((name) => name.endsWith(recordEnding))
      .map((name) => ({ namespace, secretName: name.slice(0, -recordEnding.length) })),
  );
}

export function recordFile(root: string, at: Location): ManifestFile {
  const what = `record of the Secret ${at.namespace}/${at.secretName}`;
  return { what, path: pathOf(root, at, recordEnding) };
}

/**
 * Outside of the folder, which may be deployed from or committed: with the user's own state, in a place for each folder.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function orderFile(root: string, at: Location): ManifestFile {
  const what = `order in progress for the Secret ${at.namespace}/${at.secretName}`;
  const state = process.env.XDG_STATE_HOME || join(homedir(), ".local", "state");
  const folder = createHash("sha256").update(root).digest("hex").slice(0, 16);
  return { what, path: pathOf(join(state, "kubecerts", folder), at, ".json") };
}

/** Names are checked where they are given; here, none at all may lead out of the folder, or to the record of another Secret. */
function pathOf(root: string, { namespace, secretName }: Location, ending: string): string {
  if (isName(namespace) && isName(secretName) && !secretName.endsWith(".kubecerts"))
    return join(root, namespace, secretName + ending);
  const name = JSON.stringify(`${namespace}/${secretName}`);
  const why = "its name is none that Kubernetes allows, or ends in .kubecerts as records do";
  throw new StoreError("Refused", `the Secret ${name} cannot lie in the directory ${root}: ${why}`, {
    stands: "Nothing was changed",
    todo: "Give it another name",
  });
}

function isName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(text);
}
