import type { Solver } from "../acme/solver.js";
import type { Http01Spec } from "../spec/http01-spec.js";
import { listenSolver } from "./listen-solver.js";
import { webrootSolver } from "./webroot-solver.js";

/** Answers a CA's question by HTTP in the way that is specified (RFC 8555, section 8.3). */
export function http01Solver(spec: Http01Spec): Solver {
  switch (spec.kind) {
    case "listen":
      return listenSolver(spec.listen, spec.selfCheck);
    case "webroot":
      return webrootSolver(spec.directory, spec.selfCheck);
  }
}
