import type { Fields } from "./fields.js";
import {
  type IngressSolverSpec,
  type SolverPodSpec,
  solverPodFields,
  type TemplateMetadata,
} from "./http01-spec.js";
import { isDns1123Subdomain } from "./names.js";

/** The release that the end-to-end tests run. */
const acmesolver = "quay.io/jetstack/cert-manager-acmesolver:v1.21.2";

/** The field `ingress` of `http01`, with cert-manager's names and defaults. */
export function parseIngress(http01: Fields): IngressSolverSpec | undefined {
  const ingress = http01.object("ingress");
  if (ingress === undefined) return undefined;
  const choices = (["ingressClassName", "class", "name"] as const).filter((name) => ingress.has(name));
  if (choices.length > 1) ingress.fail(choices[1]!, `cannot be given beside ${choices[0]}`);
  const text = (name: string, wanted: string) =>
    ingress.text(name, wanted, (value) => (isDns1123Subdomain(value) ? value : undefined));
  const ingressClassName = text("ingressClassName", "the name of an IngressClass");
  const className = ingress.text("class", "a text", (value) => (value === "" ? undefined : value));
  const name = text("name", "the name of an Ingress");
  const result = {
    ...(ingressClassName === undefined ? {} : { ingressClassName }),
    ...(className === undefined ? {} : { class: className }),
    ...(name === undefined ? {} : { name }),
    serviceType: ingress.choice("serviceType", ["NodePort", "ClusterIP"]) ?? "NodePort",
    image: ingress.text("image", "the name of an image", isImage) ?? acmesolver,
    podTemplate: parsePodTemplate(ingress),
    ingressTemplate: parseMetadata(ingress.object("ingressTemplate")),
  };
  ingress.done();
  return result;
}

function isImage(text: string): string | undefined {
  return /^[\w.:/@-]+$/.test(text) ? text : undefined;
}

function parsePodTemplate(ingress: Fields): IngressSolverSpec["podTemplate"] {
  const template = ingress.object("podTemplate");
  const spec = template?.object("spec");
  const result: Record<string, unknown> = {};
  for (const field of solverPodFields) {
    const value = spec === undefined ? undefined : readPodField(spec, field);
    if (value !== undefined) result[field] = value;
  }
  spec?.done();
  return { ...parseMetadata(template), spec: result as SolverPodSpec };
}

function readPodField(spec: Fields, field: (typeof solverPodFields)[number]): unknown {
  switch (field) {
    case "priorityClassName":
    case "serviceAccountName":
      return spec.text(field, "a name", (value) => (isDns1123Subdomain(value) ? value : undefined));
    case "imagePullSecrets":
    case "tolerations":
      return spec.json(field, "a list");
    default:
      return spec.json(field, "an object");
  }
}

/** The field `metadata` of a template, of which cert-manager takes labels and annotations alone. Ends the template. */
function parseMetadata(template: Fields | undefined): TemplateMetadata {
  const metadata = template?.object("metadata");
  const any = () => undefined;
  const result = {
    labels: metadata?.map("labels", any) ?? {},
    annotations: metadata?.map("annotations", any) ?? {},
  };
  metadata?.done();
  template?.done();
  return result;
}
