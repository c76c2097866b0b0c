import { setTimeout as sleep } from "node:timers/promises";
import { dnsRecord, home, kubectl } from "./ground.js";

const namespaces = [home, "failures-quota", "failures-policy", "failures-ending"];

/** Nothing is left, also of a run that ended midway. */
export async function cleanUp(): Promise<void> {
  const quiet = (...args: string[]) => {
    try {
      return kubectl([...args, "--ignore-not-found"]);
    } catch {
      return ""; // no such kind, or gone already
    }
  };
  for (const name of ["closed", "shut", "void"]) dnsRecord(`${name}.example.test`);
  for (const kind of ["validatingadmissionpolicybinding", "validatingadmissionpolicy"])
    quiet("delete", kind, "failures-no-pods");
  // Without their Certificates nothing is made anew, and cert-manager cleans up what it presented.
  for (const namespace of namespaces)
    quiet("delete", "certificates.cert-manager.io", "--all", "--namespace", namespace);
  await sleep(3_000);
  // What was never presented, or with the wrong key, cannot be cleaned up: its finalizer would keep it for ever.
  for (const namespace of namespaces)
    for (const kind of ["challenges.acme.cert-manager.io", "configmaps"])
      for (const name of quiet("get", kind, "--namespace", namespace, "--output=name").split("\n"))
        if (name !== "" && !name.endsWith("kube-root-ca.crt")) quietPatch(name, namespace);
  quiet("delete", "namespace", ...namespaces, "--timeout=60s");
  quiet("delete", "customresourcedefinition", "theirissuers.failures.example.com");
}

function quietPatch(name: string, namespace: string): void {
  const patch = '--patch={"metadata":{"finalizers":null}}';
  try {
    kubectl(["patch", name, "--namespace", namespace, "--type=merge", patch]);
  } catch {
    // it went by itself
  }
}
