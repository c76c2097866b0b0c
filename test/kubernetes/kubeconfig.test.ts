import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ClusterError } from "../../provider/kubernetes/cluster-error.js";
import { readConnection } from "../../provider/kubernetes/kubeconfig.js";
import { serviceAccount } from "../../provider/kubernetes/service-account.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubecerts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A kubeconfig as YAML: contexts, each with a cluster and a user of its own name. */
function yaml(
  contexts: Record<string, { server?: string; cluster?: object; user?: object }>,
  current?: string,
): string {
  const entries = Object.entries(contexts);
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: entries.map(([name, entry]) => ({
      name,
      cluster: { server: entry.server ?? `https://${name}`, ...entry.cluster },
    })),
    users: entries.map(([name, entry]) => ({ name, user: entry.user ?? { token: name } })),
    contexts: entries.map(([name]) => ({ name, context: { cluster: name, user: name } })),
    ...(current === undefined ? {} : { "current-context": current }),
  });
}

function put(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const serverOf = (...args: Parameters<typeof readConnection>) => readConnection(...args).cluster.server;

describe("the connection is that of kubectl", () => {
  it("from a text: its current context, or the one asked for", () => {
    const kubeconfig = yaml({ a: {}, b: {} }, "b");
    expect([serverOf({ kubeconfig }), serverOf({ kubeconfig, context: "a" })]).toEqual([
      "https://b",
      "https://a",
    ]);
  });

  it("from a path, a text in JSON, a server with a slash at its end", () => {
    const path = put("config", yaml({ a: { server: "https://a:6443/" } }, "a"));
    expect(serverOf({ kubeconfig: path })).toBe("https://a:6443");
    expect(
      serverOf({
        kubeconfig:
          '{"current-context":"x","contexts":[{"name":"x","context":{"cluster":"c"}}],"clusters":[{"name":"c","cluster":{"server":"https://j/base"}}]}',
      }),
    ).toBe("https://j/base");
  });

  it("from KUBECONFIG: the first file to name something wins, a missing one is no matter", () => {
    const first = put("first", yaml({ a: { server: "https://first" } }));
    const second = put("second", yaml({ a: { server: "https://second" }, b: {} }, "a"));
    const environment = { KUBECONFIG: [join(folder, "missing"), first, second].join(delimiter) };
    expect(readConnection({}, environment)).toEqual({
      cluster: { server: "https://first" },
      user: { token: "a" },
      origin: `${first} and ${second}`,
    });
    expect(serverOf({ context: "b" }, environment)).toBe("https://b");
  });

  it("with the paths of a file taken from the file's folder, and a command only where it is a path", () => {
    mkdirSync(join(folder, "pki"));
    const user = {
      "client-certificate": "pki/me.crt",
      "client-key": "/abs/me.key",
      tokenFile: "token",
      exec: { apiVersion: "client.authentication.k8s.io/v1", command: "./login" },
    };
    const path = put(
      "config",
      yaml({ a: { cluster: { "certificate-authority": "pki/ca.crt" }, user } }, "a"),
    );
    expect(readConnection({ kubeconfig: path })).toEqual({
      origin: path,
      cluster: { server: "https://a", "certificate-authority": join(folder, "pki/ca.crt") },
      user: {
        "client-certificate": join(folder, "pki/me.crt"),
        "client-key": "/abs/me.key",
        tokenFile: join(folder, "token"),
        exec: { apiVersion: "client.authentication.k8s.io/v1", command: join(folder, "login") },
      },
    });
    const plain = { exec: { apiVersion: "v1", command: "aws" } };
    expect(readConnection({ kubeconfig: yaml({ a: { user: plain } }, "a") }).user).toEqual(plain);
  });

  it("from the pod's service account where there is no kubeconfig", () => {
    put("token", "t");
    const environment = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
    expect(serviceAccount(environment, folder)).toEqual({
      origin: "the service account of this pod",
      cluster: { server: "https://[fd00::1]:443", "certificate-authority": `${folder}/ca.crt` },
      user: { tokenFile: `${folder}/token` },
    });
    expect(serviceAccount({}, folder)).toBeUndefined();
  });
});

describe("what is no connection says why, and cites nothing of a kubeconfig", () => {
  const secret = "users: [{token: 'the-token'";
  it.each([
    [
      "no YAML",
      { kubeconfig: `a: [\n${secret}` },
      "the kubeconfig that the program gives is no kubeconfig: it is not YAML",
    ],
    [
      "no object",
      { kubeconfig: "text\n" },
      "the kubeconfig that the program gives is no kubeconfig: it is not YAML",
    ],
    [
      "no such context",
      { kubeconfig: yaml({ a: {} }, "a"), context: "z" },
      'the kubeconfig that the program gives has no context "z"',
    ],
    [
      "no current context",
      { kubeconfig: yaml({ a: {} }) },
      "the kubeconfig that the program gives names no current context; name one in cluster.context",
    ],
    [
      "no server",
      { kubeconfig: yaml({ a: { server: "" } }, "a").replace('server: ""', "x: 1") },
      'the kubeconfig that the program gives names no server for the context "a"',
    ],
    ["no file", { kubeconfig: "/no/such/file" }, "there is no kubeconfig at /no/such/file"],
    ["a folder", { kubeconfig: "/" }, "the kubeconfig at / cannot be read (EISDIR)"],
  ])("%s", (_, spec, why) => {
    let error: unknown;
    try {
      readConnection(spec);
    } catch (reason) {
      error = reason;
    }
    expect(error).toBeInstanceOf(ClusterError);
    expect((error as ClusterError).message).toBe(`no cluster is known: ${why}`);
  });

  it("nothing at all", () => {
    const environment = { KUBECONFIG: join(folder, "missing") };
    expect(() => readConnection({}, environment)).toThrow(
      `there is no kubeconfig at ${join(folder, "missing")}, and this is no pod`,
    );
  });
});
