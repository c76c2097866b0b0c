import type { Doing } from "./cluster-failure.js";
import { StoreError, type TlsSecret } from "./port.js";

/** @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-data-size */
const largestData = 1_048_576;

/** Names and values together. @see k8s.io/apimachinery/pkg/api/validation, TotalAnnotationSizeLimitB */
const largestAnnotations = 262_144;

/** @throws StoreError "Refused" where the API would refuse the Secret for its size, and says which part of it is how large. */
export function refuseOversize({ what, done }: Doing, { data, annotations }: TlsSecret): void {
  const entries = Object.entries(data).map(([name, value]) => [name, value.length] as const);
  const notes = Object.entries(annotations).map(
    ([name, text]) => [name, Buffer.byteLength(name) + Buffer.byteLength(text)] as const,
  );
  for (const [part, sizes, limit] of [
    ["data", entries, largestData],
    ["annotations", notes, largestAnnotations],
  ] as const) {
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    if (total <= limit) continue;
    const [name, size] = sizes.reduce((one, other) => (other[1] > one[1] ? other : one));
    throw new StoreError(
      "Refused",
      `${what} was not ${done}: its ${part} would take ${total} bytes, of which ${name} takes ${size}, and Kubernetes takes ${limit} at most`,
      { stands: "It stands as it was", todo: `Have ${name} hold less, and run pulumi again` },
    );
  }
}
