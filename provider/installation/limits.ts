import { isAtLeast, parseReleaseVersion } from "../spec/release-version.js";

/** What this package can ask for and an older cert-manager, or one with a feature gate closed, does not do. */
interface Feature {
  readonly name: string;
  /** Minor release of cert-manager 1 from which on it is there without more ado. */
  readonly since: number;
  /** The gate that opens it in releases from `alpha` on, or closes it. */
  readonly gate?: { readonly name: string; readonly alpha: number };
}

/** @see https://cert-manager.io/docs/releases/ */
const features: readonly Feature[] = [
  { name: "renewBeforePercentage", since: 16 },
  { name: "nameConstraints", since: 17, gate: { name: "NameConstraints", alpha: 14 } },
  { name: "acme.profile", since: 18 },
  { name: "rfc2136.protocol", since: 19 },
  { name: 'renewal.by "pulumi"', since: 21 },
  { name: "waitInsteadOfSelfCheck", since: 21 },
];

/** Everything that this cert-manager cannot do, each with what it would take. Nothing is known of an unknown version. */
export function limitsOf(
  version: string | undefined,
  gates: Readonly<Record<string, boolean>>,
): readonly string[] {
  const release = parseReleaseVersion(version ?? "");
  if (release === undefined) return [];
  return features.flatMap(({ name, since, gate }) => {
    const set = gate === undefined ? undefined : gates[gate.name];
    if (isAtLeast(release, since)) return set === false ? [`${name} (its feature gate is off)`] : [];
    if (gate === undefined || !isAtLeast(release, gate.alpha)) return [`${name} (v1.${since} and later)`];
    return set === true ? [] : [`${name} (v1.${since} and later, or the feature gate ${gate.name})`];
  });
}
