import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sandboxFacts } from "../sandbox/facts.js";
import { kubernetesPlugin } from "../toolchain/index.js";
import { Stage } from "./stage.js";

const host = "shop.example.test";

/** The same life on a real node: cert-manager, an ACME server, an ingress, and a client that trusts what is served. */
export async function clusterStory(): Promise<void> {
  const plugin = await kubernetesPlugin();
  const { status } = spawnSync("bash", [join(__dirname, "../sandbox/sandbox"), "up"], { stdio: "inherit" });
  const sandbox = sandboxFacts();
  if (status !== 0 || sandbox === undefined) throw new Error("the node did not come up");
  const stage = await Stage.open("cluster", { kubeconfig: sandbox.kubeconfig, plugins: [plugin] });
  const pulumi = (command: string, promises: (string | RegExp)[] = [], env: Record<string, string> = {}) =>
    stage.show(`pulumi ${command} --non-interactive`, promises, env);
  const handshake = () =>
    stage.show(
      `openssl s_client -connect ${sandbox.ingress}:443 -servername ${host} -verify_hostname ${host} -verify_return_error -CAfile ${sandbox.rootFile} </dev/null 2>/dev/null | openssl x509 -noout -serial -dates`,
      ["serial="],
    );
  /** The ingress controller reads Secrets every second or so. */
  const whenServed = async () => {
    const serial = (await stage.show("pulumi stack output serialNumber"))
      .trim()
      .split("\n")
      .at(-1)
      ?.trim()
      .toUpperCase();
    await stage.show(
      `until openssl s_client -connect ${sandbox.ingress}:443 -servername ${host} </dev/null 2>/dev/null | openssl x509 -noout -serial 2>/dev/null | grep -q ${serial}; do sleep 0.2; done`,
    );
    const seen = await handshake();
    if (serial === undefined || !seen.includes(serial))
      throw new Error(`the client saw another certificate than ${serial}`);
  };
  try {
    stage.say("The program");
    await stage.show("cat index.ts");
    await stage.show("pulumi stack init dev --non-interactive");
    stage.say("Its settings here: a chart on disk, an ACME server of our own");
    const certManager = { chart: sandbox.chart, values: sandbox.chartValues };
    const acme = {
      server: sandbox.directory,
      profile: "default",
      caBundle: readFileSync(sandbox.caFile, "utf8"),
    };
    for (const [key, value] of Object.entries({ host, ingressClassName: "skipper" }))
      await pulumi(`config set ${key} ${value}`);
    for (const [key, value] of Object.entries({ certManager, acme }))
      await stage.quietly(["pulumi", "config", "set", key, JSON.stringify(value), "--non-interactive"]);

    stage.say(
      "One up: cert-manager installed and usable, the issuer registered, the certificate issued by HTTP-01",
    );
    await pulumi("up --yes --skip-preview", ["created"]);
    stage.say("A client's handshake, with nothing but the ACME server's root to trust");
    await whenServed();

    stage.say("Again: nothing is due, nothing changes");
    await pulumi("up --yes --skip-preview", ["unchanged"]);

    stage.say("A later day");
    await pulumi("preview", [/web update \[diff: ~decision\]; renew - due since/], { KUBECERTS_NOW: "+61d" });

    stage.say("A forced renewal: announced, then done");
    stage.edit(
      "index.ts",
      `secretName: "web-tls",`,
      `secretName: "web-tls", renewal: { trigger: "key-leaked" },`,
    );
    await pulumi("preview", ["renew - forced: renewal.trigger was none, is key-leaked; revision 2"]);
    await pulumi("up --yes --skip-preview", ["1 updated"]);
    await whenServed();

    stage.say("And gone: only the CRDs are kept");
    await pulumi("destroy --yes --skip-preview", ["deleted"]);
  } finally {
    stage.close();
  }
}
