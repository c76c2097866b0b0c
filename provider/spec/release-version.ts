/** A release of cert-manager: major, minor and patch. A pre-release counts as the release it comes before. */
export type ReleaseVersion = readonly [major: number, minor: number, patch: number];

/** Reads `v1.21.2`, `1.21.2` or `v1.22.0-alpha.0`; undefined for anything else. */
export function parseReleaseVersion(text: string): ReleaseVersion | undefined {
  const parts = /^v?(\d+)\.(\d+)\.(\d+)(?:[-+][0-9A-Za-z.+-]+)?$/.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  const [major = 0, minor = 0, patch = 0] = parts.map(Number);
  return [major, minor, patch];
}

/** Whether it is that minor release of cert-manager 1, or a later one. */
export function isAtLeast([major, minor]: ReleaseVersion, wantedMinor: number): boolean {
  return major > 1 || (major === 1 && minor >= wantedMinor);
}

/** Negative where `one` is the older. */
export function compareReleases(one: ReleaseVersion, other: ReleaseVersion): number {
  const place = [0, 1, 2].find((index) => one[index] !== other[index]);
  return place === undefined ? 0 : (one[place] ?? 0) - (other[place] ?? 0);
}

/** Why a release is not installed at all; undefined for one that is. */
export function faultOfRelease(version: ReleaseVersion): string | undefined {
  if (compareReleases(version, oldest) < 0)
    return `is older than v${oldest.join(".")}, the oldest release that is known here`;
  return broken[version.join(".")];
}

const oldest: ReleaseVersion = [1, 9, 1];

/**
 * Releases that break what is there.
 *
 * @see https://github.com/cert-manager/cert-manager/issues/8158
 * @see https://github.com/cert-manager/cert-manager/releases/tag/v1.21.1
 */
const broken: Readonly<Record<string, string>> = {
  "1.19.0":
    "re-issues Certificates whose issuerRef has no kind or group (cert-manager/cert-manager#8158); take v1.19.1 or later",
  "1.21.0":
    'ends its controller at a Certificate with renewal.policy "Disabled", and an Issuer stays not ready for ever once a Secret of its DNS-01 solver came later than itself (cert-manager/cert-manager#9038, #9083); take v1.21.1 or later',
};
