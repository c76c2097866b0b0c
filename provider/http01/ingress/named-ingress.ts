import { setTimeout as sleep } from "node:timers/promises";
import { CertificateError } from "../../errors.js";
import { ClusterError } from "../../kubernetes/cluster-error.js";
import { ingresses, type KubernetesObject } from "../../kubernetes/objects.js";
import { type Group, type IngressRule, rulesFor } from "./objects.js";
import { type Place, reference, writingFor } from "./place.js";

interface Ingress extends KubernetesObject {
  readonly spec: { readonly rules?: readonly IngressRule[] };
}

/** The paths of these challenges, put before all others of their host. */
export async function addPaths(place: Place, name: string, groups: readonly Group[], signal: AbortSignal) {
  await edit(place, name, signal, (rules) => groups.flatMap(rulesFor).reduce(withRule, [...rules]));
}

/** Takes away every path that leads to one of these Services; an Ingress that is gone has none. */
export async function removePaths(
  place: Place,
  name: string,
  isOurs: (service: string) => boolean,
  signal: AbortSignal,
) {
  await edit(place, name, signal, (rules) => withoutPaths(rules, isOurs), "absent is fine");
}

export function withRule(
  rules: readonly IngressRule[],
  added: IngressRule & { http: object },
): IngressRule[] {
  const paths = added.http.paths;
  const isSame = (rule: IngressRule) => (rule.host ?? "") === (added.host ?? "");
  if (!rules.some(isSame)) return [...rules, added];
  const index = rules.findIndex(isSame);
  return rules.map((rule, at) => {
    if (at !== index) return rule;
    const others = (rule.http?.paths ?? []).filter(({ path }) => path !== paths[0]?.path);
    return { ...rule, http: { paths: [...paths, ...others] } };
  });
}

/** A rule that had no other path goes with them. */
export function withoutPaths(
  rules: readonly IngressRule[],
  isOurs: (service: string) => boolean,
): IngressRule[] {
  return rules.flatMap((rule) => {
    const { http } = rule;
    if (http === undefined) return [rule];
    const others = http.paths.filter(({ backend }) => !isOurs(backend.service?.name ?? ""));
    if (others.length === http.paths.length) return [rule];
    return others.length === 0 ? [] : [{ ...rule, http: { paths: others } }];
  });
}

/** Changes the rules in the version that was read, again and again while others write it, too. */
async function edit(
  place: Place,
  name: string,
  signal: AbortSignal,
  change: (rules: readonly IngressRule[]) => IngressRule[],
  absence?: "absent is fine",
): Promise<void> {
  const of = reference(place, ingresses, name);
  for (let attempt = 1; ; attempt++) {
    const ingress = await place.client.get<Ingress>(of, "whole");
    if (ingress === undefined) {
      if (absence === "absent is fine") return;
      throw new CertificateError(
        `there is no Ingress ${place.namespace}/${name}, to which http01.ingress.name would add the challenges' paths`,
        "The CA was told nothing",
        "Make it before the certificate, or leave the name out: then an Ingress is made for the time of the challenge",
      );
    }
    const before = ingress.spec.rules ?? [];
    const rules = change(before);
    if (JSON.stringify(rules) === JSON.stringify(before)) return;
    try {
      await place.client.update(of, { ...ingress, spec: { ...ingress.spec, rules } }, writingFor(place));
      return;
    } catch (error) {
      if (!(error instanceof ClusterError) || error.reason !== "conflict" || attempt === 20) throw error;
      await sleep(20 * attempt, undefined, { signal });
    }
  }
}
