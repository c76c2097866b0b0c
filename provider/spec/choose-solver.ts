import type { AcmeSolverSpec, SolverSelector } from "./acme-spec.js";
import { solverFault } from "./solver-fit.js";

/**
 * The solver that is to prove a name, as cert-manager chooses: of those that can, the one whose selector names it in
 * full, then the one with the longest zone, then one without a selector; the first of equals. Undefined where none is
 * for it. `offers` says what the CA would take.
 *
 * @see cert-manager, pkg/controller/acmeorders/util.go (`challengeSpecForAuthorization`)
 */
export function chooseSolver<Solver extends Pick<AcmeSolverSpec, "kind" | "selector">>(
  name: string,
  solvers: readonly Solver[],
  offers: (kind: AcmeSolverSpec["kind"]) => boolean = () => true,
): Solver | undefined {
  let chosen: { readonly solver: Solver; readonly weight: number } | undefined;
  for (const solver of solvers) {
    if (solverFault(name, solver.kind) !== undefined || !offers(solver.kind)) continue;
    const weight = weightOf(name, solver.selector);
    if (weight !== undefined && weight > (chosen?.weight ?? -1)) chosen = { solver, weight };
  }
  return chosen?.solver;
}

/** How well a selector fits: a name in full outweighs every zone, since no zone is as long as 253 characters twice. */
function weightOf(name: string, selector: SolverSelector | undefined): number | undefined {
  const { dnsNames = [], dnsZones = [] } = selector ?? {};
  if (dnsNames.length === 0 && dnsZones.length === 0) return 0;
  if (dnsNames.includes(name)) return 1000;
  const zones = dnsZones.filter((zone) => name === zone || name.endsWith(`.${zone}`));
  return zones.length === 0 ? undefined : Math.max(...zones.map(({ length }) => length));
}

/** Why a name has no solver, as a clause; undefined where it has one. */
export function withoutSolver(name: string, solvers: readonly AcmeSolverSpec[]): string | undefined {
  if (chooseSolver(name, solvers) !== undefined) return undefined;
  const meant = solvers.filter(({ selector }) => weightOf(name, selector) !== undefined);
  const [first] = meant.toSorted(
    (one, other) => weightOf(name, other.selector)! - weightOf(name, one.selector)!,
  );
  return first === undefined
    ? `no solver is for ${name}: name it in a selector, or give a solver without one`
    : solverFault(name, first.kind);
}
