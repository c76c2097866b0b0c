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
const validating = "validatingwebhookconfiguration cert-manager-webhook";

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
      inNamespace("delete pod --selector app.kubernetes.io/component=webhook");
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
