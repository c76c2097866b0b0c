import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openAccess } from "../../provider/kubernetes/access.js";
import { KubernetesClient } from "../../provider/kubernetes/client.js";
import { namespaces } from "../../provider/kubernetes/objects.js";
import { send } from "../../provider/kubernetes/request.js";
import { authority, issued } from "../support/certificates.js";
import { kubeconfigFor } from "./api-server.js";

const until = { notAfter: "2036-01-01T00:00:00Z" };
const root = authority({ commonName: "Cluster CA" });
const served = issued({ issuer: root, dnsNames: ["kube.example.com"], ipAddresses: ["127.0.0.1"], ...until });
const me = issued({ issuer: root, commonName: "me", dnsNames: [], usages: ["client auth"], ...until });
const base64 = (text: string) => Buffer.from(text).toString("base64");
const ca = { "certificate-authority-data": base64(root.certificatePem) };

/** Answers with who asked: the subject of the client's certificate, and the headers that say who it is. */
const server = https.createServer(
  {
    key: served.privateKeyPem,
    cert: served.certificatePem,
    ca: root.certificatePem,
    requestCert: true,
    rejectUnauthorized: false,
  },
  (request, response) => {
    const { authorization = "", "impersonate-user": user, "impersonate-group": group } = request.headers;
    const subject = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    response.writeHead(authorization.includes("stale") ? 401 : 200);
    response.end(JSON.stringify({ kind: "Status", subject, authorization, user, group }));
  },
);
let url: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kubecerts-"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

async function ask(kubeconfig: string): Promise<Record<string, unknown>> {
  const { status, body } = await send(openAccess({ kubeconfig }), {
    method: "GET",
    path: "/",
    patience: 2000,
  });
  const { kind: _, ...who } = body as Record<string, unknown>;
  return { status, ...who };
}

describe("who asks", () => {
  it.each([
    ["a token", { token: "t" }, { authorization: "Bearer t" }],
    ["a name and a password", { username: "n", password: "p" }, { authorization: `Basic ${base64("n:p")}` }],
    [
      "somebody in place of another",
      { token: "t", as: "other", "as-groups": ["a", "b"] },
      { authorization: "Bearer t", user: "other", group: "a, b" },
    ],
    [
      "a client certificate",
      { "client-certificate-data": base64(me.certificatePem), "client-key-data": base64(me.privateKeyPem) },
      { authorization: "", subject: "me" },
    ],
    ["nobody", {}, { authorization: "" }],
  ])("may be %s", async (_, user, expected) => {
    expect(await ask(kubeconfigFor(url, user, ca))).toEqual({ status: 200, ...expected });
  });

  it("may be named in files, and a token that was replaced there is read again when it is refused", async () => {
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, "first\n");
    const caFile = join(folder, "ca.crt");
    writeFileSync(caFile, root.certificatePem);
    const access = openAccess({
      kubeconfig: kubeconfigFor(url, { tokenFile }, { "certificate-authority": caFile }),
    });
    const asked = async () => (await send(access, { method: "GET", path: "/", patience: 2000 })).body;
    expect(await asked()).toMatchObject({ authorization: "Bearer first" });
    writeFileSync(tokenFile, "stale");
    expect(await asked()).toMatchObject({ authorization: "Bearer first" });
    const stale = await access.renewed(await access.credentials());
    writeFileSync(tokenFile, "second");
    expect(stale.headers).toEqual({ Authorization: "Bearer stale" });
    expect(await asked()).toMatchObject({ authorization: "Bearer second" });
  });
});

describe("the server", () => {
  it.each([
    ["is not trusted without its CA", {}, "x509"],
    ["is not trusted under another name", { ...ca, "tls-server-name": "other.example.com" }, "x509"],
    [
      "is not trusted by another CA",
      { "certificate-authority-data": base64(authority({ commonName: "Other" }).certificatePem) },
      "x509",
    ],
    ["is trusted by its CA", ca, "Bearer t"],
    [
      "is trusted under the name that the kubeconfig gives",
      { ...ca, "tls-server-name": "kube.example.com" },
      "Bearer t",
    ],
    ["is trusted blindly when the kubeconfig says so", { "insecure-skip-tls-verify": true }, "Bearer t"],
  ])("%s", async (_, cluster, expected) => {
    const answer = await ask(kubeconfigFor(url, { token: "t" }, cluster)).then(JSON.stringify, String);
    expect(answer).toContain(expected);
  });

  it("has a fingerprint of its address and its CA, however that is given", () => {
    const caFile = join(folder, "same.crt");
    writeFileSync(caFile, root.certificatePem);
    const of = (server: string, cluster: object) =>
      openAccess({ kubeconfig: kubeconfigFor(server, {}, cluster) }).fingerprint;
    expect(of(url, ca)).toBe(of(`${url}/`, { "certificate-authority": caFile }));
    expect(new Set([of(url, ca), of(url, {}), of("https://other", ca)]).size).toBe(3);
  });
});

describe("a command that gives credentials", () => {
  const apiVersion = "client.authentication.k8s.io/v1";
  const command = (script: string, more: object = {}) => ({
    exec: { apiVersion, command: process.execPath, args: ["-e", script], ...more },
  });
  const answering = (status: string) =>
    `console.log(JSON.stringify({ kind: "ExecCredential", status: ${status} }))`;

  it("gives a token, or a certificate", async () => {
    expect(
      await ask(kubeconfigFor(url, command(answering('{ token: "from a command" }')), ca)),
    ).toMatchObject({
      authorization: "Bearer from a command",
    });
    const pair = JSON.stringify({
      clientCertificateData: me.certificatePem,
      clientKeyData: me.privateKeyPem,
    });
    expect(await ask(kubeconfigFor(url, command(answering(pair)), ca))).toMatchObject({ subject: "me" });
  });

  it("is told what is asked for, in its environment", async () => {
    const script = answering("{ token: process.env.OWN + process.env.KUBERNETES_EXEC_INFO }");
    const user = command(script, { env: [{ name: "OWN", value: "own " }], provideClusterInfo: true });
    const info = {
      kind: "ExecCredential",
      apiVersion,
      spec: { interactive: false, cluster: { server: url, ...ca } },
    };
    expect(await ask(kubeconfigFor(url, user, ca))).toMatchObject({
      authorization: `Bearer own ${JSON.stringify(info)}`,
    });
  });

  it("is run once for all requests, and once more when its answer is refused", async () => {
    const runs = join(folder, "runs");
    const script = `require("fs").appendFileSync(${JSON.stringify(runs)}, "."); const n = require("fs").statSync(${JSON.stringify(runs)}).size; ${answering('{ token: n === 1 ? "stale" : "fresh" }')}`;
    const access = openAccess({ kubeconfig: kubeconfigFor(url, command(script), ca) });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => send(access, { method: "GET", path: "/", patience: 2000 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(readFileSync(runs, "utf8")).toBe("..");
  });

  it.each([
    [
      "is not installed",
      { exec: { apiVersion, command: "no-such-command", installHint: "install it" } },
      "no-such-command gave no credentials: it is not installed; install it",
    ],
    [
      "fails",
      command('console.error("log in first"); process.exit(3)'),
      "gave no credentials: it ended with 3: log in first",
    ],
    [
      "answers nonsense",
      command('console.log("token: secret")'),
      "gave no credentials: its answer holds no credentials",
    ],
    [
      "wants a terminal",
      command("", { interactiveMode: "Always" }),
      "gave no credentials: it wants a terminal, and there is none",
    ],
  ])("is named when it %s", async (_, user, expected) => {
    await expect(ask(kubeconfigFor(url, user, ca))).rejects.toThrow(expected);
  });
});

describe("a proxy", () => {
  it("is gone through, by connections that are used again", async () => {
    const tunnels: string[] = [];
    const proxy = http.createServer().on("connect", (request, socket, head) => {
      tunnels.push(request.url ?? "");
      const { port } = server.address() as AddressInfo;
      const onward = connect(port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      socket.on("error", () => onward.destroy());
    });
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const cluster = { ...ca, "proxy-url": `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const kubeconfig = kubeconfigFor("https://kube.example.com:6443", { token: "t" }, cluster);
    const access = openAccess({ kubeconfig });
    for (const _ of [1, 2]) {
      const { body } = await send(access, { method: "GET", path: "/", patience: 2000 });
      expect(body).toMatchObject({ authorization: "Bearer t" });
    }
    expect(tunnels).toEqual(["kube.example.com:6443"]);
    (await access.credentials()).agent.destroy();
    proxy.close();
  });
});

describe("silence", () => {
  it.each([
    ["before the answer", () => {}],
    [
      "in the middle of it",
      (response: http.ServerResponse) => void response.writeHead(200).write('{"items":['),
    ],
  ])("is given up after a while: %s", async (_, answer) => {
    const silent = http.createServer((_request, response) => answer(response));
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const access = openAccess({ kubeconfig: kubeconfigFor(address) });
    await expect(send(access, { method: "GET", path: "/", patience: 50 })).rejects.toThrow(
      `${address} is out of reach: no answer in time: ETIMEDOUT`,
    );
    silent.closeAllConnections();
    silent.close();
  });

  it("needs no cluster where nothing is asked", () => {
    expect(() => new KubernetesClient({ kubeconfig: "/no/such/file" })).not.toThrow();
    return expect(new KubernetesClient({ kubeconfig: "/no/such/file" }).list(namespaces)).rejects.toThrow(
      "no cluster is known",
    );
  });
});
