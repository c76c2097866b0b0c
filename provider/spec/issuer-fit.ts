import type { CertificateSpec, KeyUsage } from "./certificate-spec.js";
import type { CheckFailure } from "./fields.js";
import type { IssuerFacts, SolverFacts } from "./issuer-facts.js";
import { caOf } from "./public-cas.js";

/** The default, which stands in every Certificate whether or not somebody asked for it. */
const ninetyDays = 2160 * 3_600_000;

/** What no CA that is asked by ACME puts into a certificate for a server. */
const neverGranted: readonly KeyUsage[] = [
  "cert sign",
  "crl sign",
  "code signing",
  "email protection",
  "s/mime",
  "timestamping",
  "ocsp signing",
];

/**
 * Everything in the specification that this ACME issuer can never issue as it is asked for.
 *
 * @see https://cert-manager.io/docs/configuration/acme/#adding-multiple-solver-types (how a solver is chosen)
 */
export function issuerFaults(spec: CertificateSpec, facts: IssuerFacts): CheckFailure[] {
  // Without solvers the account is authorized for its names beforehand.
  const isSolved = facts.solvers.length > 0;
  return [
    ...(isSolved ? spec.dnsNames.flatMap((name) => nameFault(name, facts)) : []),
    ...(isSolved ? spec.ipAddresses.flatMap((address) => addressFault(address, facts)) : []),
    ...durationFault(spec, facts),
    ...usageFaults(spec, facts),
  ];
}

function nameFault(name: string, { issuer, solvers }: IssuerFacts): CheckFailure[] {
  const reaching = solvers.filter((solver) => reaches(solver, name));
  const isWildcard = name.startsWith("*.");
  if (reaching.some(({ type }) => type === "dns01" || !isWildcard)) return [];
  const reason =
    reaching.length > 0
      ? `${name} is a wildcard, which HTTP-01 cannot prove, and no dns01 solver of ${issuer} reaches it`
      : `no solver of ${issuer} reaches ${name}: give it one without a selector, or with one that names it`;
  return [{ property: "dnsNames", reason }];
}

function addressFault(address: string, facts: IssuerFacts): CheckFailure[] {
  const { issuer, solvers, server, profile } = facts;
  const fault = (reason: string) => [{ property: "ipAddresses", reason }];
  if (!solvers.some((solver) => solver.type === "http01" && reaches(solver, address)))
    return fault(
      `${address} is an address, which DNS-01 cannot prove, and no http01 solver of ${issuer} reaches it`,
    );
  const ca = caOf(server);
  if (ca?.addressProfile !== undefined && profile !== ca.addressProfile)
    return fault(
      `${address} is an address, which ${ca.name} issues for by the profile "${ca.addressProfile}" alone: set acme.profile of ${issuer}`,
    );
  return [];
}

function durationFault(
  { duration }: CertificateSpec,
  { issuer, takesDuration }: IssuerFacts,
): CheckFailure[] {
  if (takesDuration || duration === ninetyDays) return [];
  const reason = `is not asked for by ${issuer}, so that the CA alone decides: leave it out, or set acme.enableDurationFeature where the CA takes it`;
  return [{ property: "duration", reason }];
}

function usageFaults({ usages, isCA }: CertificateSpec, { issuer, server }: IssuerFacts): CheckFailure[] {
  if (isCA)
    return [{ property: "isCA", reason: `is not granted by ${issuer}: ACME is for certificates of servers` }];
  const isForServersAlone = caOf(server)?.isForServersAlone ?? false;
  const refused = usages.filter(
    (usage) => neverGranted.includes(usage) || (usage === "client auth" && isForServersAlone),
  );
  if (refused.length === 0) return [];
  return [{ property: "usages", reason: `${refused.join(", ")}: not granted by ${issuer}` }];
}

/** As cert-manager's selectors: an empty one reaches all; each kind that is given must fit. */
function reaches({ dnsNames, dnsZones, hasLabels }: SolverFacts, name: string): boolean {
  if (hasLabels) return false;
  const isNamed = dnsNames.length === 0 || dnsNames.includes(name);
  const isBelow =
    dnsZones.length === 0 || dnsZones.some((zone) => name === zone || name.endsWith(`.${zone}`));
  return isNamed && isBelow;
}
