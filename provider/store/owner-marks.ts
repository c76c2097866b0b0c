/** The labels by which an object is known as kubecerts', and as its owner's. */
export const managedByLabel = "app.kubernetes.io/managed-by";
export const managedBy = "pulumi-kubecerts";
export const ownerLabel = "kubecerts.io/owner";

/** How the field managers of kubecerts are called, one for each owner. */
export function fieldManagerOf(owner: string): string {
  return `${managedBy}-${owner}`;
}

export function isOfKubecerts(manager: string): boolean {
  return manager.startsWith(fieldManagerOf(""));
}
