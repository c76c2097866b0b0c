import type { ChallengeType, Solver } from "./acme/solver.js";
import type { CredentialAccess } from "./credential.js";
import { dns01Solver } from "./dns01/dns01-solver.js";
import { dnsPersist01Solver } from "./dns01/persist/dns-persist01-solver.js";
import { http01Solver } from "./http01/http01-solver.js";
import { KubernetesClient } from "./kubernetes/client.js";
import type { AcmeSolverSpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { chooseSolver } from "./spec/choose-solver.js";
import { tlsAlpn01Solver } from "./tls-alpn01/tls-alpn01-solver.js";

export const challengeOf = {
  dns01: "dns-01",
  dnsPersist01: "dns-persist-01",
  http01: "http-01",
  tlsAlpn01: "tls-alpn-01",
} as const satisfies Record<AcmeSolverSpec["kind"], ChallengeType>;

/** Answers the solver for a name among the challenges that the CA offers for it; one solver a specification, made when it is first needed. */
export function solversOf(
  spec: CertificateSpec,
  solvers: readonly AcmeSolverSpec[],
  owner: string,
  credentials: CredentialAccess,
): (name: string, offered: readonly string[]) => Solver {
  const made = new Map<AcmeSolverSpec, Solver>();
  return (name, offered) => {
    const chosen = chooseSolver(name, solvers, (kind) => offered.includes(challengeOf[kind]));
    if (chosen === undefined)
      throw new Error(
        `the CA offers ${offered.join(", ") || "nothing"} for ${name}, and no solver is for that`,
      );
    const solver = made.get(chosen) ?? solverOf(chosen, spec, owner, credentials);
    made.set(chosen, solver);
    return solver;
  };
}

/** The first DNS servers that a solver names: whoever names them sees the names there. */
export function resolversOf(solvers: readonly AcmeSolverSpec[]): readonly string[] {
  for (const solver of solvers) {
    const resolvers = resolversIn(solver);
    if (resolvers.length > 0) return resolvers;
  }
  return [];
}

function resolversIn(solver: AcmeSolverSpec): readonly string[] {
  switch (solver.kind) {
    case "dns01":
      return solver.dns01.propagation.resolvers;
    case "dnsPersist01":
      return solver.dnsPersist01.propagation.resolvers;
    case "http01":
      return solver.http01.selfCheck.resolvers;
    case "tlsAlpn01":
      return solver.tlsAlpn01.selfCheck.resolvers;
  }
}

function solverOf(
  solver: AcmeSolverSpec,
  { namespace, store }: CertificateSpec,
  owner: string,
  credentials: CredentialAccess,
): Solver {
  switch (solver.kind) {
    case "dns01":
      return dns01Solver(solver.dns01, credentials);
    case "dnsPersist01":
      return dnsPersist01Solver(solver.dnsPersist01);
    case "http01":
      return http01Solver(solver.http01, () => ({
        client: new KubernetesClient(store.kind === "kubernetes" ? store.cluster : {}),
        namespace,
        owner,
      }));
    case "tlsAlpn01":
      return tlsAlpn01Solver(solver.tlsAlpn01);
  }
}
