import type { Cause } from "../../provider/gate/cause.js";
import { kubectl } from "./kubectl.js";

/** One thing that is taken from a running cert-manager: what the gate must say of it, and how it is given back. */
export interface CauseRow {
  readonly sentence: string;
  readonly code: Cause["code"];
  readonly words: string;
  /** Answers what {@link mend} needs. */
  readonly provoke: () => ApiObject | undefined;
  readonly mend: (taken: ApiObject | undefined) => unknown;
}

interface ApiObject {
  readonly metadata: Readonly<Record<string, unknown>>;
}

const inNamespace = (command: string) => void kubectl(`${command} --namespace cert-manager`);
const scale = (name: string, replicas: number) =>
  inNamespace(`scale deployment ${name} --replicas ${replicas}`);
const patch = (what: string, operations: readonly object[]) =>
  inNamespace(`patch ${what} --type json --patch ${JSON.stringify(operations)}`);
/** The API server keeps its connection to a webhook, whatever has become of the Service. */
const breakConnections = () => inNamespace("delete pod --selector app.kubernetes.io/component=webhook");
const validating = "validatingwebhookconfiguration cert-manager-webhook";
const mutating = "mutatingwebhookconfiguration cert-manager-webhook";
const elsewhere = {
  op: "add",
  path: "/webhooks/0/namespaceSelector",
  value: { matchLabels: { nowhere: "true" } },
};
const everywhere = { op: "replace", path: "/webhooks/0/namespaceSelector", value: {} };

/** The cainjector fills in what names its Secret, and leaves alone what does not. */
const injection = "/metadata/annotations/cert-manager.io~1inject-ca-from-secret";
const injected = (operation: object) => ({ path: injection, ...operation });

const emptied = { op: "remove", path: "/webhooks/0/clientConfig/caBundle" };

/** Both webhook configurations without a CA, and nobody to be told whose it is. */
export function takeCa(): void {
  for (const what of [validating, mutating]) patch(what, [injected({ op: "remove" }), emptied]);
}

export function giveCa(): void {
  for (const what of [validating, mutating])
    patch(what, [injected({ op: "add", value: "cert-manager/cert-manager-webhook-ca" })]);
}

export function scaleCainjector(replicas: 0 | 1): void {
  scale("cert-manager-cainjector", replicas);
  if (replicas === 0)
    inNamespace("wait --for=delete pod --selector app.kubernetes.io/component=cainjector --timeout 120s");
}

/** Deletes it; answers it as it must be created again. */
function take(what: string): ApiObject {
  const taken = JSON.parse(kubectl(`get ${what} --output json`));
  kubectl(`delete ${what}`);
  const { name, labels, annotations } = taken.metadata;
  return { ...taken, metadata: { name, labels, annotations }, status: undefined };
}
const giveBack = (taken: ApiObject | undefined) => kubectl("create --filename -", taken);

export const causeRows: readonly CauseRow[] = [
  {
    sentence: "the webhook is scaled to zero",
    code: "ScaledToZero",
    words: "webhook Deployment cert-manager-webhook is scaled to zero",
    provoke: () => void scale("cert-manager-webhook", 0),
    mend: () => scale("cert-manager-webhook", 1),
  },
  {
    sentence: "the webhook's Service leads to no Pod",
    code: "NoEndpoints",
    words: "the webhook's Service has no endpoints",
    provoke: () => {
      inNamespace("set selector service cert-manager-webhook app=nothing");
      breakConnections();
      return undefined;
    },
    mend: () =>
      inNamespace(
        "set selector service cert-manager-webhook app.kubernetes.io/name=webhook,app.kubernetes.io/instance=cert-manager,app.kubernetes.io/component=webhook",
      ),
  },
  {
    sentence: "the webhook does not listen where its Service leads",
    code: "ConnectionRefused",
    words: "the webhook refuses connections",
    provoke: () => {
      patch("service cert-manager-webhook", [{ op: "replace", path: "/spec/ports/0/targetPort", value: 1 }]);
      breakConnections();
      return undefined;
    },
    mend: () =>
      patch("service cert-manager-webhook", [
        { op: "replace", path: "/spec/ports/0/targetPort", value: "https" },
      ]),
  },
  {
    sentence: "the webhook is asked at a path that it does not know",
    code: "WebhookUnreachable",
    words: "the API server cannot call the webhook: ",
    provoke: () =>
      void patch(mutating, [
        { op: "replace", path: "/webhooks/0/clientConfig/service/path", value: "/nowhere" },
      ]),
    mend: () =>
      patch(mutating, [{ op: "replace", path: "/webhooks/0/clientConfig/service/path", value: "/mutate" }]),
  },
  {
    sentence: "the API server trusts another CA",
    code: "UnknownAuthority",
    words: "the API server does not trust the webhook's certificate (x509: ",
    provoke: () => {
      const ca = kubectl("get configmap kube-root-ca.crt --output jsonpath={.data.ca\\.crt}");
      for (const what of [validating, mutating])
        patch(what, [
          injected({ op: "remove" }),
          {
            op: "replace",
            path: "/webhooks/0/clientConfig/caBundle",
            value: Buffer.from(ca).toString("base64"),
          },
        ]);
      return undefined;
    },
    mend: giveCa,
  },
  {
    sentence: "the cainjector is not told whose CA it is to fill in",
    code: "CaNotInjected",
    words:
      "the cainjector has not filled caBundle of MutatingWebhookConfiguration and ValidatingWebhookConfiguration",
    provoke: () => void takeCa(),
    mend: giveCa,
  },
  {
    sentence: "no cainjector runs to fill a CA in",
    code: "CainjectorScaledToZero",
    words:
      "the cainjector has not filled caBundle of ValidatingWebhookConfiguration; the cainjector is scaled to zero",
    provoke: () => {
      scaleCainjector(0);
      patch(validating, [emptied]);
      return undefined;
    },
    mend: () => scaleCainjector(1),
  },
  {
    sentence: "the mutating webhook is told to look elsewhere",
    code: "NotMutated",
    words: "passes by the mutating webhook",
    provoke: () => void patch(mutating, [elsewhere]),
    mend: () => patch(mutating, [everywhere]),
  },
  {
    sentence: "the validating webhook is told to look elsewhere",
    code: "NotValidated",
    words: "the validating webhook does not see it",
    provoke: () => void patch(validating, [elsewhere]),
    mend: () => patch(validating, [everywhere]),
  },
  {
    sentence: "a webhook configuration is missing",
    code: "WebhookMissing",
    words: "there is no ValidatingWebhookConfiguration of this release",
    provoke: () => take(validating),
    mend: giveBack,
  },
  {
    sentence: "a CRD is missing",
    code: "CrdMissing",
    words: "the API does not serve orders.acme.cert-manager.io",
    provoke: () => take("crd orders.acme.cert-manager.io"),
    mend: giveBack,
  },
  {
    sentence: "a quota lets no Pod be made",
    code: "PodsMissing",
    words: "can make no Pod",
    provoke: () => {
      inNamespace("create quota none --hard=pods=0");
      breakConnections();
      return undefined;
    },
    mend: () => inNamespace("delete quota none"),
  },
  {
    sentence: "an upgrade names an image that is not there",
    code: "PodTrouble",
    words: "ImagePull",
    provoke: () =>
      void inNamespace("set image deployment/cert-manager-webhook *=quay.io/jetstack/nowhere:v0"),
    mend: () => inNamespace("rollout undo deployment/cert-manager-webhook"),
  },
];
