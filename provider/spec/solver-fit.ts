import { readIpAddress } from "./names.js";

/** The fields of a solver that hold a way to answer. */
export type SolverKind = "dns01" | "dnsPersist01" | "http01" | "tlsAlpn01";

const challengeNames = {
  dns01: "DNS-01",
  dnsPersist01: "DNS-PERSIST-01",
  http01: "HTTP-01",
  tlsAlpn01: "TLS-ALPN-01",
} as const;

/**
 * Why a solver can never prove this DNS name or IP address, as a clause that ends a failure's reason; undefined
 * when it can.
 *
 * @see RFC 8555, section 8.3 and RFC 8737, section 3 (no wildcards); RFC 8738, section 7 (no addresses by DNS)
 */
export function solverFault(name: string, kind: SolverKind): string | undefined {
  if (kind === "dns01" || kind === "dnsPersist01")
    return readIpAddress(name) === undefined
      ? undefined
      : `${name} is an address, which ${challengeNames[kind]} cannot prove: give it a solver with http01 or tlsAlpn01`;
  return name.startsWith("*.")
    ? `${name} is a wildcard, which ${challengeNames[kind]} cannot prove: give it a solver with dns01`
    : undefined;
}
