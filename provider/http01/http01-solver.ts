import type { Solver } from "../acme/solver.js";
import type { Http01Spec } from "../spec/http01-spec.js";
import { ingressSolver } from "./ingress/ingress-solver.js";
import type { Place } from "./ingress/place.js";
import { listenSolver } from "./listen-solver.js";
import { webrootSolver } from "./webroot-solver.js";

/**
 * Answers a CA's question by HTTP in the way that is specified (RFC 8555, section 8.3). `place` is where in a cluster,
 * asked for only where there is one.
 */
export function http01Solver(spec: Http01Spec, place: () => Place): Solver {
  switch (spec.kind) {
    case "listen":
      return listenSolver(spec.listen, spec.selfCheck);
    case "webroot":
      return webrootSolver(spec.directory, spec.selfCheck);
    case "ingress":
      return ingressSolver(spec.ingress, spec.selfCheck, place());
  }
}
