/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const value = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
const qualifiedName = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Whether a label, or an annotation, may have this name. */
export function isLabelName(text: string): boolean {
  return qualifiedName.test(text);
}

export function isLabelValue(text: string): boolean {
  return value.test(text);
}
