import { expect, it } from "vitest";
import { refuseOversize } from "../../provider/store/limits.js";
import type { TlsSecret } from "../../provider/store/port.js";

const doing = { what: "the Secret shop/web-tls", done: "written" } as const;
const secretOf = (data: Record<string, number>, annotations: Record<string, number> = {}): TlsSecret => ({
  type: "kubernetes.io/tls",
  data: Object.fromEntries(Object.entries(data).map(([name, size]) => [name, Buffer.alloc(size)])),
  annotations: Object.fromEntries(
    Object.entries(annotations).map(([name, size]) => [name, "x".repeat(size)]),
  ),
  labels: {},
});

it.each([
  [
    "what the API just takes",
    secretOf({ "tls.crt": 1_048_000, "tls.key": 576 }, { note: 262_140 }),
    undefined,
  ],
  [
    "a byte more of data",
    secretOf({ "tls.crt": 1_048_000, "tls.key": 577 }),
    "The Secret shop/web-tls was not written: its data would take 1048577 bytes, of which tls.crt takes 1048000, and Kubernetes takes 1048576 at most. It stands as it was. Have tls.crt hold less, and run pulumi again.",
  ],
  [
    "a byte more of annotations, their names counted",
    secretOf({ "tls.crt": 1 }, { note: 262_141 }),
    "The Secret shop/web-tls was not written: its annotations would take 262145 bytes, of which note takes 262145, and Kubernetes takes 262144 at most. It stands as it was. Have note hold less, and run pulumi again.",
  ],
])("%s", (_, secret, message) => {
  const said = () => {
    try {
      refuseOversize(doing, secret);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(said()).toBe(message);
});
