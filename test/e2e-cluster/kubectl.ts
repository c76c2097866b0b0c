import { execFileSync } from "node:child_process";
import { needSandbox } from "./node.js";

/** What a person does by hand on the real node; answers what it printed, and throws with what kubectl says. */
export function kubectl(args: string, manifest?: object): string {
  return execFileSync("kubectl", ["--kubeconfig", needSandbox().kubeconfig, ...args.split(" ")], {
    encoding: "utf8",
    ...(manifest === undefined ? {} : { input: JSON.stringify(manifest) }),
  });
}

/** A self-signed Certificate that no program knows, with its Issuer, in namespace default. */
export function somebodysCertificate(name: string): object {
  const apiVersion = "cert-manager.io/v1";
  const metadata = { name, namespace: "default" };
  const spec = { secretName: name, dnsNames: [`${name}.example.test`], issuerRef: { name } };
  return {
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion, kind: "Issuer", metadata, spec: { selfSigned: {} } },
      { apiVersion, kind: "Certificate", metadata, spec },
    ],
  };
}

/** Takes it away again, also where no cert-manager runs any more, or where not even its CRDs are left. */
export function removeSomebodys(name: string): void {
  const served = kubectl("api-resources --api-group cert-manager.io --output name");
  if (served !== "")
    kubectl(`delete certificates,issuers ${name} --namespace default --ignore-not-found --timeout 60s`);
  kubectl(`delete secret ${name} --namespace default --ignore-not-found`);
}

/** The CRDs that an earlier test left behind, with all that is made of them: for a life that begins from nothing. */
export function removeCrds(): void {
  kubectl("delete crds --selector app.kubernetes.io/name=cert-manager --timeout 120s");
}
