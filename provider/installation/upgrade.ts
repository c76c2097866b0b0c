import { compareReleases, parseReleaseVersion } from "../spec/release-version.js";

/** What is wrong with putting one release in the place of another. */
export type Step =
  | { readonly state: "fine" }
  | { readonly state: "worth a warning" | "refused"; readonly reason: string };

/**
 * What becomes of a cluster in which `to` follows on `from`. An older release does not know what a newer one has
 * written; between minor releases behaviour changes, of which each one's notes tell.
 *
 * @see https://cert-manager.io/docs/installation/upgrade/
 */
export function stepOf(from: string, to: string, allowDowngrade: boolean): Step {
  const [older, newer] = [parseReleaseVersion(from), parseReleaseVersion(to)];
  if (older === undefined || newer === undefined) return { state: "fine" };
  if (compareReleases(newer, older) < 0) {
    const reason = `is older than ${from}, which runs: it does not know all that this one may have written`;
    return allowDowngrade
      ? { state: "worth a warning", reason: `${to} ${reason}` }
      : { state: "refused", reason: `${reason}; set allowDowngrade to do it nevertheless` };
  }
  const skipped = newer[0] === older[0] ? newer[1] - older[1] - 1 : 0;
  if (skipped <= 0) return { state: "fine" };
  const [first, last] = [older[1] + 1, newer[1] - 1].map((minor) => `v${newer[0]}.${minor}`);
  const those = skipped === 1 ? `${first}` : skipped === 2 ? `${first} and ${last}` : `${first} to ${last}`;
  return {
    state: "worth a warning",
    reason: `${from} to ${to} skips ${those}: cert-manager advises one minor release at a time; read their notes (https://cert-manager.io/docs/releases/)`,
  };
}
