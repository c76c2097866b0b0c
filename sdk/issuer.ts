import * as pulumi from "@pulumi/pulumi";
import { checkIssuer } from "./check-issuer.js";
import type { ClusterIssuerArgs, IssuerArgs } from "./issuer-args.js";
import { ownerLabels, referredCredentials, secretName } from "./issuer-credentials.js";
import { rememberIssuer } from "./issuer-facts.js";
import { IssuerReadiness } from "./issuer-readiness.js";
import { issuerSpec, specHash } from "./issuer-spec.js";
import { checkInputs } from "./known-inputs.js";
import { kubernetesResources } from "./kubernetes-resources.js";
import { secretCluster } from "./secret-cluster.js";

/** What a Certificate's `issuerRef` wants. */
export interface IssuerRef {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
}

const group = "cert-manager.io";

/**
 * A cert-manager Issuer, for the Certificates of its namespace; ready when it is declared, or the reason why not
 * in the CA's own words. Let it depend on `CertManager` where the same program installs that.
 */
export class Issuer extends pulumi.ComponentResource {
  /** Known in a preview; who uses it waits until the Issuer is ready. */
  readonly ref: pulumi.Output<IssuerRef>;

  /** @throws pulumi.InputPropertiesError with everything that is wrong with the arguments. */
  constructor(name: string, args: IssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkInputs(`Issuer ${name}`, args, checkIssuer);
    super("kubecerts:index:Issuer", name, {}, opts);
    this.ref = declare(this, "Issuer", name, { namespace: "default", ...args }, opts);
    this.registerOutputs({ ref: this.ref });
  }
}

/** The same for the Certificates of all namespaces. Secrets that it names lie in `clusterResourceNamespace`. */
export class ClusterIssuer extends pulumi.ComponentResource {
  /** Known in a preview; who uses it waits until the ClusterIssuer is ready. */
  readonly ref: pulumi.Output<IssuerRef>;

  /** @throws pulumi.InputPropertiesError with everything that is wrong with the arguments. */
  constructor(name: string, args: ClusterIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    checkInputs(`ClusterIssuer ${name}`, args, checkIssuer);
    super("kubecerts:index:ClusterIssuer", name, {}, opts);
    this.ref = declare(this, "ClusterIssuer", name, args, opts);
    this.registerOutputs({ ref: this.ref });
  }
}

/** The object and, after it, the wait for it. */
function declare(
  parent: Issuer | ClusterIssuer,
  kind: "Issuer" | "ClusterIssuer",
  componentName: string,
  args: IssuerArgs & ClusterIssuerArgs,
  opts: pulumi.ComponentResourceOptions = {},
): pulumi.Output<IssuerRef> {
  const { name = componentName, namespace, clusterResourceNamespace, cluster, timeout, ...given } = args;
  const place = kind === "Issuer" && namespace !== undefined ? { name, namespace } : { name };
  const home = (kind === "Issuer" ? namespace : clusterResourceNamespace) ?? "cert-manager";
  const { args: types, secrets } = referredCredentials(name, given);
  const spec = issuerSpec(name, types);
  const { CustomResource, Secret } = kubernetesResources(`${kind} ${componentName}`);
  const credentials = secrets.map(
    (secret) =>
      new Secret(
        `${componentName}-${secret.suffix}`,
        {
          metadata: {
            name: secretName(name, secret),
            namespace: home,
            labels: ownerLabels(kind, componentName),
          },
          stringData: secret.stringData,
        },
        { parent, ...dependsOn(opts) },
      ),
  );
  const object = new CustomResource(
    componentName,
    {
      apiVersion: `${group}/v1`,
      kind,
      // The provider would wait out its ten minutes and print Ready=False; our own wait comes next.
      metadata: { ...place, annotations: { "pulumi.com/skipAwait": "true" } },
      spec,
    },
    pulumi.mergeOptions({ parent, ...dependsOn(opts) }, { dependsOn: credentials }),
  );
  const readiness = new IssuerReadiness(
    componentName,
    {
      kind,
      group,
      ...place,
      uid: object.metadata.uid,
      specHash: specHash(spec),
      cluster: secretCluster(cluster),
      timeout,
    },
    { parent, dependsOn: object },
  );
  const ref = pulumi.all([readiness.name, readiness.kind, readiness.group]).apply(toRef);
  rememberIssuer(ref, `${kind} ${componentName}`, args.acme);
  return ref;
}

function toRef([name, kind, group]: [string, string, string]): IssuerRef {
  return { name, kind, group };
}

function dependsOn({ dependsOn }: pulumi.ComponentResourceOptions): pulumi.CustomResourceOptions {
  return dependsOn === undefined ? {} : { dependsOn };
}
