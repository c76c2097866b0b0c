import { expect, it } from "vitest";
import { advise } from "../../provider/gate/advice.js";

const place = { cluster: { context: "blue" }, namespace: "certs" };

it.each([
  [
    "NamespaceTerminating",
    "See what keeps the namespace (kubectl --context blue get namespace certs -o yaml), and run pulumi up again when it is gone",
  ],
  [
    "RollingOut",
    "Look at the Deployment (kubectl --context blue describe deployments --namespace certs), and run pulumi up again",
  ],
  ["CaNotInjected", "Look at the cainjector's log, and run pulumi up again"],
] as const)("of %s it is said where to look, in the cluster that is meant", (code, todo) => {
  expect(advise(code, place)).toBe(todo);
});
