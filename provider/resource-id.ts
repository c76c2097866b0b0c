/** What a resource's id says, for ever: where its Secret was written first, and which life of the resource it is. */
export interface ResourceId {
  readonly namespace: string;
  readonly secretName: string;
  /** Of this life of the resource; a replacement has another one. */
  readonly uid: string;
}

export function formatId({ namespace, secretName, uid }: ResourceId): string {
  return `${namespace}/${secretName}/${uid}`;
}

/** The life that an id names: no name of Kubernetes' holds a slash. */
export function uidIn(id: string): string | undefined {
  return id.split("/")[2];
}
