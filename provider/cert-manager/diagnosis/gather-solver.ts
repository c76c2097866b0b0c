import type { Resource } from "../../kubernetes/objects.js";
import type { Conceal } from "./conceal.js";
import { listed, type Reading } from "./listed.js";
import { mapPart } from "./part.js";
import { readIngress, readPod } from "./read-objects.js";
import type { Walk } from "./walk.js";

const pods: Resource = { apiVersion: "v1", plural: "pods" };
const ingresses: Resource = { apiVersion: "networking.k8s.io/v1", plural: "ingresses" };
const ingressClasses: Resource = { apiVersion: "networking.k8s.io/v1", plural: "ingressclasses" };
/** @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/pkg/apis/acme/v1/const.go */
const ofSolvers = "acme.cert-manager.io/http01-solver=true";

type Solver = Pick<Walk, "solverPods" | "solverIngresses" | "ingressClasses">;

/** What cert-manager made to answer HTTP-01 challenges in a namespace; looked for where there is one alone. */
export async function gatherSolver(
  client: Reading,
  namespace: string,
  isPresented: boolean,
  conceal: Conceal,
): Promise<Solver> {
  const nothing = { state: "notLookedAt", why: "notAsked" } as const;
  if (!isPresented) return { solverPods: nothing, solverIngresses: nothing, ingressClasses: nothing };
  const selection = { namespace, labelSelector: ofSolvers };
  const [ofPods, ofIngresses, classes] = await Promise.all([
    listed(client, pods, selection),
    listed(client, ingresses, selection),
    listed(client, ingressClasses, {}),
  ]);
  return {
    solverPods: mapPart(ofPods, (items) => items.map((item) => readPod(item, conceal))),
    solverIngresses: mapPart(ofIngresses, (items) => items.map(readIngress)),
    ingressClasses: mapPart(classes, (items) => items.map(({ metadata }) => metadata.name)),
  };
}
