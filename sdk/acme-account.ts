import * as pulumi from "@pulumi/pulumi";
import { type AcmeArgs, accountSecrets } from "./acme-args.js";
import type { ClusterArgs, StoreArgs } from "./certificate.js";
import { secretCluster } from "./secret-cluster.js";

const type = "pulumi-nodejs:dynamic/kubecerts:AcmeAccount";

/** As {@link file://./stub.ts}: the same bytes in every state, for ever. */
const stub = `exports.handler = () => require("pulumi-kubecerts/provider").acmeAccount;`;

/** The account's own fields are those of `issuer.acme`, and are to say the same. */
export interface AcmeAccountArgs
  extends Pick<
    AcmeArgs,
    | "server"
    | "email"
    | "privateKeySecretRef"
    | "privateKey"
    | "disableAccountKeyGeneration"
    | "accountKeyRollover"
    | "externalAccountBinding"
    | "caBundle"
  > {
  /** Of the certificates that use it. @default "default" */
  namespace?: pulumi.Input<string>;
  /** Where those are kept. @default the cluster */
  store?: pulumi.Input<StoreArgs>;
  cluster?: pulumi.Input<ClusterArgs>;
}

/**
 * An account at an ACME CA, opened before anything is ordered: the one that certificates of this namespace and `server`
 * use. For what must name it, such as {@link validationPersist} and CAA records. It is never deactivated, and stays with
 * its key when the resource goes.
 */
export class AcmeAccount extends pulumi.CustomResource {
  /** The account's URL at the CA (RFC 8555, 7.3; `accounturi` in RFC 8657). */
  declare readonly accountUri: pulumi.Output<string>;

  constructor(name: string, args: AcmeAccountArgs, opts?: pulumi.CustomResourceOptions) {
    const __urn = pulumi.createUrn(name, type, opts?.parent);
    const inputs = {
      ...args,
      ...accountSecrets(args),
      namespace: args.namespace ?? "default",
      cluster: secretCluster(args.cluster),
    };
    super(type, name, { ...inputs, accountUri: undefined, __urn, __provider: stub }, opts);
  }
}
