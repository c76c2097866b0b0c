import type * as customResource from "@pulumi/kubernetes/apiextensions/customResource.js";
import type * as namespace from "@pulumi/kubernetes/core/v1/namespace.js";
import type * as secret from "@pulumi/kubernetes/core/v1/secret.js";
import type * as release from "@pulumi/kubernetes/helm/v3/release.js";

interface KubernetesResources {
  readonly CustomResource: typeof customResource.CustomResource;
  readonly Namespace: typeof namespace.Namespace;
  readonly Release: typeof release.Release;
  readonly Secret: typeof secret.Secret;
}

/**
 * The classes of `@pulumi/kubernetes` that the components are made of. They are loaded when the first
 * component is, and alone: the whole package takes a hundred times as long, and who declares Certificates only
 * need not have it.
 */
export function kubernetesResources(component: string): KubernetesResources {
  try {
    const { CustomResource } = require("@pulumi/kubernetes/apiextensions/customResource.js");
    const { Namespace } = require("@pulumi/kubernetes/core/v1/namespace.js");
    const { Release } = require("@pulumi/kubernetes/helm/v3/release.js");
    const { Secret } = require("@pulumi/kubernetes/core/v1/secret.js");
    return { CustomResource, Namespace, Release, Secret };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      `${component} is made of resources of @pulumi/kubernetes, which is not installed. Nothing was declared. Run npm install @pulumi/kubernetes.`,
      { cause: error },
    );
  }
}
