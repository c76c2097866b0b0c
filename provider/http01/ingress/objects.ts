import { createHash } from "node:crypto";
import type { Challenge } from "../../acme/solver.js";
import type { IngressSolverSpec } from "../../spec/http01-spec.js";
import { challengeFolder, safeToken } from "../challenge-url.js";

/** Some challenges of an order, answered by one Pod with a container each. */
export interface Group {
  /** Of the Pod, the Service and the Ingress. */
  readonly name: string;
  readonly owner: string;
  readonly challenges: readonly Challenge[];
}

const solverLabel = "kubecerts.io/http01-solver";
const labelsOf = ({ owner }: Pick<Group, "owner">) => ({
  "app.kubernetes.io/managed-by": "pulumi-kubecerts",
  "kubecerts.io/owner": owner,
});

/** Finds all that was made for a certificate's challenges. */
export function selectorOf(owner: string): string {
  return `${solverLabel},kubecerts.io/owner=${owner}`;
}

/** How every name begins that is made for a certificate's challenges. */
export function namePrefix(owner: string): string {
  return `kubecerts-http01-${owner}-`;
}

/** More containers start no sooner than more Pods, and one Pod must fit on one node. */
const perPod = 10;

export function groupsOf(challenges: readonly Challenge[], owner: string): Group[] {
  const sorted = challenges.toSorted((a, b) => (a.token < b.token ? -1 : 1));
  return Array.from({ length: Math.ceil(sorted.length / perPod) }, (_, index) => {
    const members = sorted.slice(index * perPod, (index + 1) * perPod);
    const tokens = members.map(safeToken).join("\n");
    const hash = createHash("sha256").update(tokens).digest("hex").slice(0, 10);
    return { name: namePrefix(owner) + hash, owner, challenges: members };
  });
}

/** As cert-manager's acmesolver, of which each container answers for one name. */
const firstPort = 8089;

/**
 * The Pod, as cert-manager makes it: no token, no privileges, read-only. It ends by itself an hour later, should
 * nobody remove it.
 *
 * @see cert-manager, pkg/issuer/acme/http/pod.go
 */
export function podFor(group: Group, { image, podTemplate }: IngressSolverSpec): object {
  const { resources, nodeSelector, securityContext, ...more } = podTemplate.spec;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: group.name,
      labels: { ...podTemplate.labels, ...labelsOf(group), [solverLabel]: group.name },
      annotations: {
        "sidecar.istio.io/inject": "false",
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "true",
        ...podTemplate.annotations,
      },
    },
    spec: {
      ...more,
      nodeSelector: { "kubernetes.io/os": "linux", ...(nodeSelector as object | undefined) },
      securityContext: securityContext ?? {
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      },
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: "OnFailure",
      activeDeadlineSeconds: 3600,
      terminationGracePeriodSeconds: 1,
      containers: group.challenges.map((challenge, index) =>
        containerFor(challenge, firstPort + index, image, resources),
      ),
    },
  };
}

/** The key authorization stands in the arguments, as with cert-manager: it proves nothing to who reads it. */
function containerFor(challenge: Challenge, port: number, image: string, resources: unknown): object {
  const { requests, limits } = (resources ?? {}) as { requests?: object; limits?: object };
  return {
    name: `acmesolver-${port}`,
    image,
    imagePullPolicy: "IfNotPresent",
    args: [
      `--listen-port=${port}`,
      `--domain=${challenge.identifier.value}`,
      `--token=${challenge.token}`,
      `--key=${challenge.keyAuthorization}`,
    ],
    ports: [{ name: `http-${port}`, containerPort: port }],
    resources: {
      requests: { cpu: "10m", memory: "16Mi", ...requests },
      limits: { cpu: "100m", memory: "64Mi", ...limits },
    },
    securityContext: {
      readOnlyRootFilesystem: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** Goes with its Pod: who removes that one removes this. @see cert-manager, pkg/issuer/acme/http/service.go */
export function serviceFor(group: Group, { serviceType }: IngressSolverSpec, pod: { uid: string }): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      ...metadataFor(group, pod),
      annotations: { "auth.istio.io/8089": "NONE" },
    },
    spec: {
      type: serviceType,
      selector: { [solverLabel]: group.name },
      ports: group.challenges.map((_, index) => ({
        name: `http-${firstPort + index}`,
        port: firstPort + index,
        targetPort: firstPort + index,
      })),
    },
  };
}

/** Goes with its Pod as well. @see cert-manager, pkg/issuer/acme/http/ingress.go */
export function ingressFor(group: Group, spec: IngressSolverSpec, pod: { uid: string }): object {
  const metadata = metadataFor(group, pod);
  const { labels, annotations } = spec.ingressTemplate;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      ...metadata,
      labels: { ...labels, ...metadata.labels },
      annotations: {
        // The CA asks from everywhere, whatever the controller's own default is.
        "nginx.ingress.kubernetes.io/whitelist-source-range": "0.0.0.0/0,::/0",
        ...(spec.class === undefined ? {} : { "kubernetes.io/ingress.class": spec.class }),
        ...annotations,
      },
    },
    spec: {
      ...(spec.ingressClassName === undefined ? {} : { ingressClassName: spec.ingressClassName }),
      rules: rulesFor(group),
    },
  };
}

export interface IngressRule {
  readonly host?: string;
  readonly http?: { readonly paths: readonly IngressPath[] };
}

export interface IngressPath {
  readonly path?: string;
  readonly pathType: string;
  readonly backend: {
    readonly service?: { readonly name: string; readonly port: { readonly number?: number } };
  };
}

/** A rule for each challenge; that for an address, which is no host, is for every host. */
export function rulesFor({ name, challenges }: Group) {
  return challenges.map((challenge, index) => {
    const { type, value } = challenge.identifier;
    const service = { name, port: { number: firstPort + index } };
    const path = `${challengeFolder}/${challenge.token}`;
    const paths = [{ path, pathType: "Exact", backend: { service } }];
    return { ...(type === "ip" ? {} : { host: value }), http: { paths } } satisfies IngressRule;
  });
}

function metadataFor(group: Group, pod: { uid: string }) {
  return {
    name: group.name,
    labels: { ...labelsOf(group), [solverLabel]: group.name },
    ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: group.name, uid: pod.uid }],
  };
}
