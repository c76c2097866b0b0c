import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TLSSocket } from "node:tls";
import { kubectl } from "./kubectl.js";
import { needSandbox } from "./node.js";

/** Who may log in, and with what. */
export interface KnownToVault {
  readonly token: string;
  readonly roleId: string;
  readonly secretId: string;
  /** The Kubernetes role, and the ServiceAccount and audience that a token must be of. */
  readonly role: string;
  readonly serviceAccount: string;
  readonly audience: string;
  /** A client certificate, in PEM. */
  readonly certificate: string;
}

export interface FakeVault {
  readonly url: string;
  /** The paths that were asked, each once. */
  readonly asked: ReadonlySet<string>;
  close(): void;
}

/** HTTP status and JSON. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

/**
 * FAKE: as much of Vault's API as cert-manager uses to log in and to have a CSR signed, made from its documentation.
 * It knows one identity of each kind, signs whatever a CSR says, and has the API server review the tokens of
 * ServiceAccounts, as Vault does.
 *
 * @see https://developer.hashicorp.com/vault/api-docs/secret/pki#sign-certificate
 * @see https://developer.hashicorp.com/vault/api-docs/auth/approle#login-with-approle
 * @see https://developer.hashicorp.com/vault/api-docs/auth/kubernetes#login
 * @see https://developer.hashicorp.com/vault/api-docs/auth/cert#login-with-tls-certificate-method
 */
export async function fakeVault(known: KnownToVault): Promise<FakeVault> {
  const { directory, caFile } = needSandbox();
  const { hostname } = new URL(directory);
  const ca = signer();
  const asked = new Set<string>();
  const loggedIn = (yes: boolean): Answer =>
    yes
      ? { status: 200, body: { auth: { client_token: known.token } } }
      : { status: 403, body: { errors: ["permission denied"] } };
  const answer = (path: string, body: Readonly<Record<string, string>>, request: IncomingMessage): Answer => {
    switch (path) {
      case "/v1/sys/health":
        return { status: 200, body: { initialized: true, sealed: false, standby: false } };
      case "/v1/auth/approle/login":
        return loggedIn(body.role_id === known.roleId && body.secret_id === known.secretId);
      case "/v1/auth/kubernetes/login":
        return loggedIn(
          body.role === known.role && userOf(body.jwt, known.audience) === known.serviceAccount,
        );
      case "/v1/auth/cert/login":
        return loggedIn(shownBy(request) === new X509Certificate(known.certificate).fingerprint256);
      case "/v1/pki/sign/web":
        return request.headers["x-vault-token"] === known.token
          ? { status: 200, body: ca.sign(body.csr ?? "") }
          : loggedIn(false);
      default:
        return { status: 404, body: { errors: [] } };
    }
  };
  // The certificate of the sandbox's ACME server, which is for the address.
  const file = (name: string) => readFileSync(join(dirname(caFile), name));
  const pair = { cert: file("pebble.crt"), key: file("pebble.key") };
  const server = createServer(
    { ...pair, requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { pathname } = new URL(request.url ?? "", "https://vault");
      asked.add(pathname);
      const { status, body } = answer(
        pathname,
        JSON.parse(Buffer.concat(chunks).toString() || "{}"),
        request,
      );
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    },
  ).listen(0, hostname);
  await once(server, "listening");
  return {
    url: `https://${hostname}:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
      ca.remove();
    },
  };
}

/** Whose token it is, by the API server's own review; undefined where it is not for this audience. */
function userOf(token: string | undefined, audience: string): string | undefined {
  const review = {
    ...{ apiVersion: "authentication.k8s.io/v1", kind: "TokenReview" },
    spec: { token, audiences: [audience] },
  };
  const { status } = JSON.parse(kubectl("create --filename - --output json", review));
  return status.authenticated === true ? status.user.username : undefined;
}

/** The fingerprint of the client's certificate, whose key the handshake has proved. */
function shownBy({ socket }: IncomingMessage): string | undefined {
  return (socket as TLSSocket).getPeerCertificate().fingerprint256;
}

/** A self-signed pair in PEM, on disk as openssl wants it. */
export function selfSigned(subject: string, extension: string) {
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-pair-"));
  const [crt, key] = [join(folder, "crt"), join(folder, "key")];
  const how = ["-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"];
  openssl("req", ...how, "-subj", subject, "-addext", extension, "-keyout", key, "-out", crt);
  return {
    ...{ folder, crt, key },
    certificate: readFileSync(crt, "utf8"),
    privateKey: readFileSync(key, "utf8"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function signer() {
  const ca = selfSigned("/CN=Fake Vault CA", "basicConstraints=critical,CA:TRUE");
  const sign = (csr: string) => {
    const [request, made] = [join(ca.folder, "csr"), join(ca.folder, "made")];
    writeFileSync(request, csr);
    const by = ["-CA", ca.crt, "-CAkey", ca.key, "-CAcreateserial", "-days", "1", "-copy_extensions", "copy"];
    openssl("x509", "-req", "-in", request, ...by, "-out", made);
    const certificate = readFileSync(made, "utf8");
    return { data: { certificate, issuing_ca: ca.certificate, ca_chain: [ca.certificate] } };
  };
  return { sign, remove: ca.remove };
}

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl: ${stderr}`);
}
