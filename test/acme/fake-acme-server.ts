import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:https";
import { buildCertificate } from "../../provider/x509/build-certificate.js";
import { DerReader, tags } from "../../provider/x509/der.js";
import { readSubjectKeyId } from "../../provider/x509/extensions.js";
import { readPrivateKey } from "../../provider/x509/key-pair.js";
import { readParts } from "../../provider/x509/read-certificate.js";
import { authority, issued, type Made } from "../support/certificates.js";

/** A request as it came, its JWS taken apart. */
export interface Asked {
  readonly path: string;
  readonly method: string;
  /** Undefined where there is no JWS, "" in a POST-as-GET. */
  readonly payload: unknown;
  readonly header: Readonly<Record<string, unknown>>;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Order {
  status: string;
  readonly names: readonly string[];
  chain?: string;
  readonly profile?: unknown;
  readonly replaces?: unknown;
}

/** A problem document (RFC 7807). */
export const problem = (type: string, detail: string, more: object = {}) => ({
  type: `urn:ietf:params:acme:error:${type}`,
  detail,
  ...more,
});

/**
 * A fake: as much of an ACME server as it takes to say on demand what Pebble cannot be told to say (a 429, a 500, nothing
 * at all, garbage, a conflict, Retry-After). It looks at no challenge and verifies no signature; it does mind nonces.
 */
export class FakeAcmeServer {
  readonly ca = authority({ commonName: "Fake Root", notBefore: yesterday(), notAfter: inDays(400) });
  /** PEM, for `caBundle`. */
  readonly caBundle: string;
  /** Says it in the server's place where it answers something; "silence" hangs up. */
  interrupt: (asked: Asked) => Said | "silence" | undefined = () => undefined;
  meta: Record<string, unknown> = {};
  window: Said = { status: 404 };
  readonly asked: Asked[] = [];
  readonly orders: Order[] = [];
  #valid = new Set<string>();
  #accounts = new Map<string, { contact: unknown }>();
  readonly #nonces = new Set<string>();
  readonly #server: Server;
  #base = "";

  constructor() {
    const dates = { notBefore: yesterday(), notAfter: inDays(30) };
    const tls: Made = issued({ issuer: this.ca, commonName: "fake", ipAddresses: ["127.0.0.1"], ...dates });
    this.caBundle = this.ca.certificatePem;
    this.#server = createServer({ cert: tls.certificatePem, key: tls.privateKeyPem }, (request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        const asked = readAsked(request.method ?? "", new URL(request.url ?? "", this.#base).pathname, text);
        this.asked.push(asked);
        const said = this.interrupt(asked) ?? this.answer(asked);
        if (said === "silence") return void request.socket.destroy();
        const nonce = randomBytes(12).toString("base64url");
        this.#nonces.add(nonce);
        const { status = 200, headers = {}, body = "" } = said;
        response.writeHead(status, { "replay-nonce": nonce, ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.#base = `https://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  get directory(): string {
    return `${this.#base}/dir`;
  }

  /** How often a path was asked for. */
  count(path: RegExp): number {
    return this.asked.filter((asked) => path.test(asked.path)).length;
  }

  /** What it says when nobody interrupts. */
  answer({ path, method, payload, header }: Asked): Said {
    const [, what = "", which = ""] = path.split("/");
    const at = (place: string) => `${this.#base}/${place}`;
    if (method === "POST" && !this.#nonces.delete(String(header.nonce)))
      return { status: 400, body: problem("badNonce", "it was used before") };
    const index = Number(which.split("-")[0]);
    const order = this.orders[index];
    const asked = payload as Record<string, unknown>;
    switch (what) {
      case "dir": {
        const resources = ["newNonce", "newAccount", "newOrder", "revokeCert", "keyChange", "renewalInfo"];
        return {
          body: { ...Object.fromEntries(resources.map((name) => [name, at(name)])), meta: this.meta },
        };
      }
      case "newNonce":
        return {};
      case "newAccount": {
        const account = createHash("sha256").update(JSON.stringify(header.jwk)).digest("hex").slice(0, 8);
        const known = this.#accounts.get(account);
        if (known === undefined && asked.onlyReturnExisting === true)
          return { status: 400, body: problem("accountDoesNotExist", "no such account") };
        if (known === undefined) this.#accounts.set(account, { contact: asked.contact ?? [] });
        const headers = { location: at(`account/${account}`) };
        return { status: known === undefined ? 201 : 200, headers, body: this.#accounts.get(account) };
      }
      case "account": {
        this.#accounts.set(which, { contact: asked.contact });
        return { body: this.#accounts.get(which) };
      }
      case "newOrder": {
        const names = (asked.identifiers as { value: string }[]).map(({ value }) => value);
        const { profile, replaces } = asked;
        this.orders.push({ status: "pending", names, profile, replaces });
        const headers = { location: at(`order/${this.orders.length - 1}`) };
        return { status: 201, headers, body: this.#orderAt(this.orders.length - 1) };
      }
      case "order":
        return order === undefined ? { status: 404 } : { body: this.#orderAt(index) };
      case "authorization":
        return { body: this.#authorization(which) };
      case "challenge":
        this.#valid.add(which);
        return { body: { type: "http-01", url: at(path.slice(1)), status: "processing" } };
      case "finalize":
        if (order?.status !== "ready")
          return { status: 403, body: problem("orderNotReady", "it is not ready") };
        order.chain = this.#sign(String(asked.csr), order.names);
        order.status = "valid";
        return { body: this.#orderAt(index) };
      case "certificate":
        return { headers: { "content-type": "application/pem-certificate-chain" }, body: order?.chain };
      case "renewalInfo":
        return this.window;
      default:
        return { status: 404, body: problem("malformed", `nothing is at ${path}`) };
    }
  }

  #orderAt(index: number): object {
    const order = this.orders[index]!;
    const authorizations = order.names.map((_, place) => `${index}-${place}`);
    if (order.status === "pending" && authorizations.every((which) => this.#valid.has(which)))
      order.status = "ready";
    return {
      status: order.status,
      expires: inDays(7),
      authorizations: authorizations.map((which) => `${this.#base}/authorization/${which}`),
      finalize: `${this.#base}/finalize/${index}`,
      ...(order.chain === undefined ? {} : { certificate: `${this.#base}/certificate/${index}` }),
    };
  }

  #authorization(which: string): object {
    const [index = "", place = ""] = which.split("-");
    const value = this.orders[Number(index)]!.names[Number(place)]!;
    const status = this.#valid.has(which) ? "valid" : "pending";
    const challenge = {
      type: "http-01",
      url: `${this.#base}/challenge/${which}`,
      status,
      token: `token-${which}`,
    };
    return { identifier: { type: "dns", value }, status, challenges: [challenge] };
  }

  #sign(csr: string, names: readonly string[]): string {
    const request = new DerReader(Buffer.from(csr, "base64url")).enter("the request", tags.sequence);
    const info = request.enter("the info", tags.sequence);
    info.next("the version");
    info.next("the subject");
    const parts = readParts(this.ca.certificatePem);
    const leaf = buildCertificate(
      {
        subject: {},
        dnsNames: [...names],
        ipAddresses: [],
        uris: [],
        emailAddresses: [],
        usages: ["digital signature", "server auth"],
        isCA: false,
        notBefore: Date.parse(yesterday()),
        notAfter: Date.parse(inDays(89)),
        serialNumber: Buffer.concat([Buffer.of(0x40), randomBytes(15)]),
        publicKeyInfo: info.whole("the public key", tags.sequence),
      },
      {
        privateKey: readPrivateKey(this.ca.privateKeyPem),
        issuer: { subject: parts.subject, keyId: readSubjectKeyId(parts)! },
      },
    );
    return leaf + this.ca.certificatePem;
  }
}

function readAsked(method: string, path: string, text: string): Asked {
  if (text === "") return { method, path, payload: undefined, header: {} };
  const { protected: head, payload } = JSON.parse(text) as Record<string, string>;
  const decoded = (part = "") => Buffer.from(part, "base64url").toString("utf8");
  return {
    method,
    path,
    header: JSON.parse(decoded(head)),
    payload: payload === "" ? "" : JSON.parse(decoded(payload)),
  };
}

function yesterday(): string {
  return inDays(-1);
}

/** To the second, as the project writes instants. */
function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
