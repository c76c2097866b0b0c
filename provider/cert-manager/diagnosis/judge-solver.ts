import type { Finding } from "./cause.js";
import type { Judge } from "./judge-certificate.js";
import { first } from "./judge-order.js";
import { objectName } from "./lineage.js";
import { itemsOf } from "./part.js";

/** Where the solver's Pod does not run, whatever the self check meets is another's answer. */
export const solverPod: Judge = ({ walk, challenges }) =>
  first(challenges, ({ uid, dnsName, presented }): Finding | undefined => {
    const pod = itemsOf(walk.solverPods).find(({ owner }) => owner === uid);
    if (!presented || pod === undefined || pod.ready || pod.words === "") return undefined;
    const object = objectName("Pod", walk.namespace, pod.name);
    return { code: "SolverPodNotReady", object, words: `${dnsName}: ${pod.words}` };
  });

/** Nobody serves an Ingress of a class that is not there. Controllers that go without such objects make no claim. */
export const ingressClass: Judge = ({ walk, challenges }) =>
  first(challenges, ({ uid, dnsName, presented }): Finding | undefined => {
    const ingress = itemsOf(walk.solverIngresses).find(({ owner }) => owner === uid);
    const classes = itemsOf(walk.ingressClasses);
    const wanted = ingress?.ingressClassName;
    if (!presented || ingress === undefined || wanted === undefined || classes.length === 0) return undefined;
    if (classes.includes(wanted)) return undefined;
    const words = `${dnsName}: there is no IngressClass ${wanted}, but ${classes.toSorted().join(", ")}`;
    return {
      code: "IngressClassMissing",
      object: objectName("Ingress", walk.namespace, ingress.name),
      words,
    };
  });
