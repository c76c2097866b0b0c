import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Challenge, Solver } from "../../provider/acme/solver.js";
import { http01Solver } from "../../provider/http01/http01-solver.js";
import { kinds } from "../../provider/http01/ingress/place.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { ingresses, type KubernetesObject } from "../../provider/kubernetes/objects.js";
import type { Http01Spec } from "../../provider/spec/http01-spec.js";
import { challengeFor, patience } from "../reach/challenges.js";
import { administrator, client, makeNamespaces, type Rule, removeMade, userWho } from "../store/cluster.js";
import { spec } from "./http01-ingress-spec.js";
import { needSandbox } from "./node.js";

const { ingress: ingressAddress } = needSandbox();
const minute = 60_000;
const owner = "feedfeedfeedfeed";
const role = parse(readFileSync(join(__dirname, "../../rbac/http01-solver.yaml"), "utf8")) as {
  rules: Rule[];
};

/** What a CA gets that asks the ingress for a name. */
async function answered({ identifier, token }: Challenge): Promise<[number | undefined, string]> {
  const path = `/.well-known/acme-challenge/${token}`;
  const sent = request({ host: ingressAddress, path, headers: { Host: identifier.value } }).end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const chunk of response) body += String(chunk);
  return [response.statusCode, body];
}

describe("challenges through the ingress controller", () => {
  let namespace: string;
  let deployer: KubernetesClient;
  beforeEach(async () => {
    [namespace] = await makeNamespaces();
    deployer = new KubernetesClient(await userWho(role.rules, namespace));
  });
  afterEach(removeMade);

  const solverOf = (with_: Http01Spec = spec()): Solver =>
    http01Solver(with_, () => ({ client: deployer, namespace, owner }));

  /** The solvers' objects that are there and not on their way out. */
  const standing = async () => {
    const lists = kinds.map(async (kind) => {
      const { items } = await client.list<KubernetesObject>(kind, { namespace });
      const stays = ({ metadata }: KubernetesObject) => !("deletionTimestamp" in metadata);
      return items.filter(stays).map(({ metadata }) => `${kind.plural}/${metadata.name}`);
    });
    return (await Promise.all(lists)).flat();
  };

  /** Lays out a challenge in a process that is killed before it can clean up. */
  const leftBehind = async (host: string, token: string, ...name: string[]) => {
    const script = join(__dirname, "http01-ingress-left.ts");
    const args = [
      "--import",
      "tsx",
      script,
      administrator.kubeconfig,
      namespace,
      owner,
      host,
      token,
      ...name,
    ];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const [said] = (await Promise.race([once(child.stdout, "data"), once(child, "exit")])) as [unknown];
    expect(String(said)).toBe("presented\n");
    child.kill("SIGKILL");
    await once(child, "exit");
  };

  it("are answered for every name, by one Pod, under the role of the docs, and leave nothing", async () => {
    const challenges = ["a", "b", "c"].map((name) =>
      challengeFor(`http01-${name}.example.test`, `token-${name}`),
    );
    const solver = solverOf();
    await solver.present(challenges, patience(minute));
    await solver.present(challenges, patience(minute));
    await solver.check(challenges, patience(minute));
    expect(await Promise.all(challenges.map(answered))).toEqual(
      challenges.map(({ keyAuthorization }) => [200, keyAuthorization]),
    );
    expect((await standing()).map((each) => each.split("/")[0])).toEqual(["ingresses", "services", "pods"]);
    await solver.cleanUp(challenges, patience(minute));
    await solver.cleanUp(challenges, patience(minute));
    expect(await standing()).toEqual([]);
  });

  it("that a killed run left are removed by the next", async () => {
    await leftBehind("http01-left.example.test", "left");
    expect(await standing()).toHaveLength(3);
    const again = challengeFor("http01-left.example.test", "again");
    const solver = solverOf();
    await solver.present([again], patience(minute));
    expect(await standing()).toHaveLength(3);
    await solver.check([again], patience(minute));
    await solver.cleanUp([again], patience(minute));
    expect(await standing()).toEqual([]);
  });

  it("are taken up again by the next run of the same order", async () => {
    await leftBehind("http01-same.example.test", "same");
    const same = challengeFor("http01-same.example.test", "same");
    const solver = solverOf();
    await solver.present([same], patience(minute));
    await solver.check([same], patience(minute));
    await solver.cleanUp([same], patience(minute));
    expect(await standing()).toEqual([]);
  });

  describe("at an Ingress that is there", () => {
    const rules = [
      {
        host: "http01-named.example.test",
        http: {
          paths: [
            { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
          ],
        },
      },
    ];
    const specNow = async () => {
      const of = { resource: ingresses, namespace, name: "web" };
      return (await client.get<KubernetesObject & { spec: unknown }>(of, "whole"))?.spec;
    };

    it("come and go, also after a killed run, and leave it as it was", async () => {
      await client.create(
        { resource: ingresses, namespace },
        { apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" }, spec: { rules } },
        { fieldManager: "test" },
      );
      const before = await specNow();
      await leftBehind("http01-named.example.test", "left", "web");
      expect(await specNow()).not.toEqual(before);
      const challenges = [
        challengeFor("http01-named.example.test", "named"),
        challengeFor("http01-other.example.test", "other"),
      ];
      const solver = solverOf(spec({ name: "web" }));
      await solver.present(challenges, patience(minute));
      await solver.check(challenges, patience(minute));
      await solver.cleanUp(challenges, patience(minute));
      expect(await specNow()).toEqual(before);
    });

    it("are refused when it is not there", async () => {
      const solver = solverOf(spec({ name: "nowhere" }));
      const one = challengeFor("http01-named.example.test", "named");
      await expect(solver.present([one], patience(minute))).rejects.toThrow(
        `There is no Ingress ${namespace}/nowhere, to which http01.ingress.name would add the challenges' paths. The CA was told nothing.`,
      );
      await solver.cleanUp([one], patience(minute));
      expect(await standing()).toEqual([]);
    });
  });

  it("say at once that the image cannot be had", async () => {
    const solver = solverOf(spec({ image: "registry.invalid/acmesolver:none" }));
    const one = challengeFor("http01-image.example.test");
    await solver.present([one], patience(minute));
    await expect(solver.check([one], patience(2 * minute))).rejects.toThrow(
      /^The CA would not see the proof: http01-image\.example\.test: the solver's Pod cannot start: ImagePullBackOff: .*registry\.invalid/,
    );
    await solver.cleanUp([one], patience(minute));
  });

  it("say what answers in their place, and what is wrong with the class, where that may be seen", async () => {
    const one = challengeFor("http01-port.example.test");
    const nowhere = spec({ ingressClassName: "kubecerts-none" }, { port: 1 });
    const refused = `http01-port.example.test: at http://http01-port.example.test:1/.well-known/acme-challenge/ the connection is refused at ${ingressAddress} port 1`;
    const solver = solverOf(nowhere);
    await solver.present([one], patience(minute));
    await expect(solver.check([one], patience(8_000))).rejects.toThrow(`${refused}. The CA was not told`);
    await solver.cleanUp([one], patience(minute));
    const seeing = http01Solver(nowhere, () => ({ client, namespace, owner }));
    await seeing.present([one], patience(minute));
    await expect(seeing.check([one], patience(8_000))).rejects.toThrow(
      `${refused}; there is no IngressClass kubecerts-none (the cluster has `,
    );
    await seeing.cleanUp([one], patience(minute));
  });

  it("say which right is missing", async () => {
    const rules = role.rules.map((rule) => ({
      ...rule,
      verbs: rule.verbs.filter((verb) => verb !== "create"),
    }));
    const powerless = new KubernetesClient(await userWho(rules, namespace));
    const solver = http01Solver(spec(), () => ({ client: powerless, namespace, owner }));
    await expect(
      solver.present([challengeFor("http01-right.example.test")], patience(minute)),
    ).rejects.toThrow(
      /^The HTTP-01 solver could not be made in namespace .*: pods is forbidden: .* The CA was told nothing\. Grant what rbac\/http01-solver\.yaml has/,
    );
  });
});
