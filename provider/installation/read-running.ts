import { parse } from "yaml";
import type { KubernetesObject } from "../kubernetes/objects.js";
import { parseReleaseVersion } from "../spec/release-version.js";
import type { HelmName, Running } from "./standing.js";

/** A ValidatingWebhookConfiguration or a MutatingWebhookConfiguration, as far as it is read here. */
export interface WebhookConfiguration extends KubernetesObject {
  readonly webhooks?: readonly {
    readonly name: string;
    readonly clientConfig?: { readonly service?: { readonly namespace?: string } };
  }[];
}

/** A Deployment, as far as it is read here. */
export interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly image?: string; readonly args?: readonly string[] }[];
        readonly volumes?: readonly { readonly configMap?: { readonly name?: string } }[];
      };
    };
  };
}

/** Where the API server was told that cert-manager's webhook is; undefined for a configuration of something else's. */
export function placeIn({ metadata, webhooks = [] }: WebhookConfiguration) {
  const webhook = webhooks.find(({ name }) => name === "webhook.cert-manager.io");
  // With `webhook.url.host` there is no Service; the Secret of the webhook's CA lies in the same namespace.
  const [injected] = metadata.annotations?.["cert-manager.io/inject-ca-from-secret"]?.split("/") ?? [];
  const namespace = webhook?.clientConfig?.service?.namespace ?? injected;
  if (webhook === undefined || namespace === undefined) return undefined;
  const instance = metadata.labels?.["app.kubernetes.io/instance"] ?? "cert-manager";
  return { namespace, instance, ...helmOf(metadata) };
}

/** The Helm release that an object belongs to by its annotations. */
export function helmOf({ annotations }: KubernetesObject["metadata"]): { helm?: HelmName } {
  const name = annotations?.["meta.helm.sh/release-name"];
  const namespace = annotations?.["meta.helm.sh/release-namespace"];
  return name === undefined || namespace === undefined ? {} : { helm: { name, namespace } };
}

/** What the controller's Deployment says; `config` is the text of its configuration file, where it has one. */
export function controllerFacts(
  { metadata, spec }: Deployment,
  config: string | undefined,
): Pick<Running, "operator" | "version" | "featureGates" | "leaderElectionNamespace"> {
  const [container] = spec.template.spec.containers;
  const version = versionOf(container?.image, metadata.labels);
  const flag = (name: string) =>
    container?.args?.findLast((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
  const file = (config === undefined ? undefined : parse(config)) as ConfigurationFile | undefined;
  return {
    operator: Object.keys(metadata.annotations ?? {}).some((key) => key.startsWith("operator.openshift.io/")),
    ...(version === undefined ? {} : { version }),
    featureGates: { ...file?.featureGates, ...gatesIn(flag("feature-gates")) },
    leaderElectionNamespace:
      flag("leader-election-namespace") ?? file?.leaderElectionConfig?.namespace ?? "kube-system",
  };
}

/** @see https://cert-manager.io/docs/reference/api-docs/#controller.config.cert-manager.io/v1alpha1.ControllerConfiguration */
interface ConfigurationFile {
  readonly featureGates?: Readonly<Record<string, boolean>>;
  readonly leaderElectionConfig?: { readonly namespace?: string };
}

/** Of the image's tag; of the label where the image is named by its digest, as the operator does. */
function versionOf(image = "", labels: KubernetesObject["metadata"]["labels"] = {}): string | undefined {
  const tag = /:([^:/@]+)(?:@.*)?$/.exec(image.replace(/@sha256:[0-9a-f]+$/, ""))?.[1];
  return [tag, labels["app.kubernetes.io/version"]].find(
    (text) => text !== undefined && parseReleaseVersion(text) !== undefined,
  );
}

function gatesIn(flag = ""): Record<string, boolean> {
  const pairs = flag.split(",").map((pair) => pair.split("="));
  return Object.fromEntries(
    pairs.flatMap(([name = "", on]) => (name === "" ? [] : [[name, on !== "false"] as const])),
  );
}
