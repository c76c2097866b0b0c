import { gunzipSync } from "node:zlib";

/**
 * The CustomResourceDefinitions that Helm deletes with a release: those of its newest revision that do not say keep.
 * What the objects in the cluster say by now does not count when a release is uninstalled.
 *
 * @param release the value `release` of the Secret in which Helm keeps a revision: JSON, compressed and twice in base64
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#tell-helm-not-to-uninstall-a-resource
 */
export function definitionsDeletedWith(release: string): string[] {
  const compressed = Buffer.from(Buffer.from(release, "base64").toString("latin1"), "base64");
  const { manifest = "" } = JSON.parse(gunzipSync(compressed).toString("utf8")) as { manifest?: string };
  // By its lines: a parser takes a second for a megabyte of schemas, and Helm has parsed it before.
  return manifest.split(/^---$/m).flatMap((document) => {
    if (!/^kind: CustomResourceDefinition$/m.test(document)) return [];
    if (/^ {4}["']?helm\.sh\/resource-policy["']?: ["']?keep/m.test(document)) return [];
    return /^metadata:\n(?: .*\n)*? {2}name: ["']?([\w.-]+)/m.exec(document)?.[1] ?? [];
  });
}
