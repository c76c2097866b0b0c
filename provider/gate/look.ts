import { ClusterError } from "../kubernetes/cluster-error.js";
import type { Answer, Ask } from "./ask.js";
import type { DryRun, NamespaceState, Observation } from "./observation.js";
import { malformedRequest, resources, validRequest } from "./probe.js";
import { readDeployments, readEndpoints, readInjection, readLease, readPods } from "./read-parts.js";

/** Which installation is looked at. */
export interface Installation {
  /** The Helm release's name, which its objects carry as `app.kubernetes.io/instance`. */
  readonly release: string;
  readonly namespace: string;
  readonly leaderElectionNamespace: string;
}

/** Whether the API is usable, and when it is not, all that may say why. Four requests when it is, a dozen when it is not. */
export async function look(ask: Ask, installation: Installation): Promise<Observation> {
  try {
    return await lookClosely(ask, installation);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { unreachable: error.message, unserved: [] };
  }
}

async function lookClosely(ask: Ask, installation: Installation): Promise<Observation> {
  const [unserved, namespace, deployments] = await Promise.all([
    unservedResources(ask),
    namespaceState(ask, installation.namespace),
    selected(ask, `/apis/apps/v1/namespaces/${installation.namespace}/deployments`, installation).then(
      readDeployments,
    ),
  ]);
  const seen = { unserved, ...present({ namespace, deployments }) };
  if (unserved.length > 0 || namespace?.state === "missing")
    return { ...seen, ...(await parts(ask, installation)) };
  const [valid, malformed] = await Promise.all(
    [validRequest, malformedRequest].map((request) => dryRun(ask, installation.namespace, request)),
  );
  const usable = valid?.identified === true && malformed !== undefined && malformed.status >= 400;
  const settled = deployments?.every(({ available, wanted }) => available >= wanted) ?? true;
  return {
    ...seen,
    ...present({ valid, malformed }),
    ...(usable && settled ? {} : await parts(ask, installation)),
  };
}

/** Discovery lists a resource when its CRD is Established, and may be read by everybody. */
async function unservedResources(ask: Ask): Promise<string[]> {
  const groups = await Promise.all(
    Object.entries(resources).map(async ([group, names]) => {
      const { status, body } = await ask("GET", `/apis/${group}/v1`);
      const served = status === 200 ? (body.resources as { name: string }[]).map(({ name }) => name) : [];
      return names.filter((name) => !served.includes(name)).map((name) => `${name}.${group}`);
    }),
  );
  return groups.flat();
}

async function namespaceState(ask: Ask, name: string): Promise<NamespaceState | undefined> {
  const { status, body } = await ask("GET", `/api/v1/namespaces/${name}`);
  if (status === 404) return { state: "missing" };
  if (status !== 200) return undefined;
  if (body.metadata.deletionTimestamp !== undefined) return { state: "terminating" };
  return { state: "active", uid: body.metadata.uid };
}

async function dryRun(ask: Ask, namespace: string, request: object): Promise<DryRun> {
  const path = `/apis/cert-manager.io/v1/namespaces/${namespace}/certificaterequests?dryRun=All`;
  const { status, body } = await ask("POST", path, request);
  return { status, message: body?.message ?? "", identified: Boolean(body?.spec?.username) };
}

async function parts(ask: Ask, installation: Installation): Promise<Partial<Observation>> {
  const { namespace, leaderElectionNamespace } = installation;
  const webhooks = async (kind: string) => {
    const path = `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s`;
    return readInjection(kind, await selected(ask, path, installation));
  };
  const [pods, services, mutating, validating, lease] = await Promise.all([
    selected(ask, `/api/v1/namespaces/${namespace}/pods`, installation),
    selected(ask, `/api/v1/namespaces/${namespace}/services`, installation, "webhook"),
    webhooks("MutatingWebhookConfiguration"),
    webhooks("ValidatingWebhookConfiguration"),
    ask(
      "GET",
      `/apis/coordination.k8s.io/v1/namespaces/${leaderElectionNamespace}/leases/${cainjectorLease}`,
    ),
  ]);
  const service = services?.[0]?.metadata.name;
  const slices =
    service === undefined
      ? undefined
      : await list(
          ask,
          `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
          `kubernetes.io/service-name=${service}`,
        );
  const configurations = mutating && validating && [...mutating, ...validating];
  return present({
    pods: readPods(pods),
    webhookConfigurations: configurations,
    endpoints: readEndpoints(slices),
    lease: lease.status === 200 ? readLease(lease.body) : undefined,
  });
}

/** @see https://github.com/cert-manager/cert-manager/blob/v1.21.2/cmd/cainjector/app/controller.go */
const cainjectorLease = "cert-manager-cainjector-leader-election";

function selected(ask: Ask, path: string, { release }: Installation, component?: string) {
  const selector = `app.kubernetes.io/instance=${release}`;
  return list(
    ask,
    path,
    component === undefined ? selector : `${selector},app.kubernetes.io/component=${component}`,
  );
}

/** The objects that match, or undefined where they may not be read. */
async function list(ask: Ask, path: string, selector: string): Promise<Answer["body"][] | undefined> {
  const { status, body } = await ask("GET", `${path}?labelSelector=${encodeURIComponent(selector)}`);
  return status === 200 ? body.items : undefined;
}

/** The same without the fields that are undefined. */
function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
