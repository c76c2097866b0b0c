import { expect, it } from "vitest";
import { deferred } from "../provider/deferred.js";
import { specOf } from "./support/observations.js";

const immutable = {
  code: "Unchangeable",
  field: "immutable",
  observed: "the Secret is immutable",
} as const;
const forced = { code: "RenewalForced", observed: "none", wanted: "leak" } as const;

const rows: readonly [sentence: string, inputs: Readonly<Record<string, unknown>>, todo: string][] = [
  [
    "by the provider, which may write it anew",
    { store: undefined },
    "Give recreate: true, which deletes the Secret and writes it anew with the same key.",
  ],
  [
    "by cert-manager, in the cluster that the program names",
    { store: undefined, issuer: undefined, issuerRef: { name: "ca" }, cluster: { context: "blue" } },
    "Delete the Secret (kubectl --context blue delete secret web-tls --namespace shop), and cert-manager writes it anew, with another key; or choose another secretName. Then run pulumi up again.",
  ],
];

it.each(rows)(
  "an immutable Secret that is to be written %s: what stands, and what to do",
  (_, inputs, todo) => {
    const decision = { action: "defer", reasons: [immutable, forced], warnings: [], wanted: true } as const;
    expect(deferred(specOf(inputs), decision).message).toBe(
      `Certificate shop/web-tls was not touched: the Secret is immutable, and the API never changes such a Secret in place; forced: renewal.trigger was none, is leak. What is there stays as it is. ${todo}`,
    );
  },
);
