import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { helm, kubectl } from "../../provider/kubernetes/commands.js";

const text = "apiVersion: v1\nkind: Config\nusers: [{ name: ops, user: { token: secret } }]\n";

it.each([
  ["by nothing, where kubectl's own cluster is meant", {}, "kubectl get nodes"],
  ["by its context", { context: "blue" }, "kubectl --context blue get nodes"],
  [
    "by the names that clouds give",
    { context: "arn:aws:eks:eu-central-1:1234:cluster/blue" },
    "kubectl --context arn:aws:eks:eu-central-1:1234:cluster/blue get nodes",
  ],
  [
    "so that a shell reads it back",
    { context: "it's $blue" },
    "kubectl --context 'it'\\''s $blue' get nodes",
  ],
  [
    "by the path of its kubeconfig",
    { kubeconfig: "~/blue.yaml" },
    "kubectl --kubeconfig ~/blue.yaml get nodes",
  ],
  [
    "by both",
    { kubeconfig: "./blue.yaml", context: "ops" },
    "kubectl --kubeconfig ./blue.yaml --context ops get nodes",
  ],
  ["never by the text of a kubeconfig", { kubeconfig: text }, "kubectl get nodes"],
  [
    "nor by it as JSON",
    { kubeconfig: '{ "kind": "Config" }', context: "ops" },
    "kubectl --context ops get nodes",
  ],
])("an advice names the cluster %s", (_, cluster, command) => {
  expect(kubectl(cluster, "get nodes")).toBe(command);
});

it("and so does one by Helm", () => {
  expect(helm({ context: "blue" }, "list")).toBe("helm --kube-context blue list");
});

it("no advice names a command without it", () => {
  const provider = join(__dirname, "../../provider");
  const sources = readdirSync(provider, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const written = (path: string) => readFileSync(join(provider, path), "utf8");
  expect(sources.filter((path) => /[(:] ?(kubectl|helm) [a-z-]+ /.test(written(path)))).toEqual([]);
});
