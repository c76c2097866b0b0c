import { execFileSync } from "node:child_process";
import { installPackage } from "../e2e/installed-package.js";
import { Project } from "../e2e/project.js";
import { sandboxFacts } from "../sandbox/facts.js";
import { kubernetesPlugin } from "../toolchain/index.js";

/** `npm run installs -- 20`: how often the first `up` from nothing succeeds, with an Issuer and a Certificate in the same program. */
async function main(): Promise<void> {
  const sandbox = sandboxFacts();
  if (sandbox === undefined) throw new Error("The sandbox is not up. Run npm run sandbox -- up.");
  const count = Number(process.argv[2] ?? 20);
  const installed = await installPackage();
  const options = { isWatched: false, kubeconfig: sandbox.kubeconfig, plugins: [await kubernetesPlugin()] };
  let succeeded = 0;
  try {
    for (let i = 1; i <= count; i++) {
      const project = await Project.create(installed.folder, `install-${i}`, options);
      project.program(program(sandbox.chart, sandbox.chartValues));
      const began = performance.now();
      const { status, text } = await project.attempt(["up", "--yes", "--skip-preview"]);
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      const issued = status === 0 && text.includes("Certificate web created");
      if (issued) succeeded++;
      console.log(`${i}: ${issued ? "issued" : `failed\n${text}`} at the first up, ${seconds} s`);
      await project.destroy();
      removeCrds(sandbox.kubeconfig);
    }
  } finally {
    installed.remove();
  }
  console.log(`${succeeded} of ${count}`);
  if (succeeded < count) process.exitCode = 1;
}

function program(chart: string, values: object): string {
  return `
const certManager = new kubecerts.CertManager("cert-manager", { chart: ${JSON.stringify(chart)}, values: ${JSON.stringify(values)} });
const issuer = new kubecerts.Issuer("issuer", { selfSigned: {} }, { dependsOn: certManager });
new kubecerts.Certificate("web", { secretName: "web-tls", dnsNames: ["web.example.test"], issuerRef: issuer.ref });`;
}

/** What the release keeps by design, so that the next install begins from nothing. */
function removeCrds(kubeconfig: string): void {
  const selector = "app.kubernetes.io/instance=cert-manager";
  execFileSync("kubectl", ["--kubeconfig", kubeconfig, "delete", "crds", "--selector", selector], {
    stdio: "ignore",
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
