import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { Stack } from "../support/stack.js";
import { FakeAcmeServer, type Said } from "./fake-acme-server.js";

/** For each test of a file: a stack in a folder of its own, and a fake ACME server that it orders from. */
export class FakeGround {
  server = new FakeAcmeServer();
  stack = new Stack(0);
  /** Where orders are kept, below; and the answers to challenges, which nobody looks at. */
  #state = "";

  constructor() {
    beforeEach(async () => {
      this.server = new FakeAcmeServer();
      await this.server.start();
      this.stack = new Stack(Date.now());
      this.#state = mkdtempSync(join(tmpdir(), "kubecerts-acme-"));
      process.env.XDG_STATE_HOME = this.#state;
    });
    afterEach(async () => {
      delete process.env.XDG_STATE_HOME;
      rmSync(this.#state, { recursive: true });
      await this.server.close();
    });
  }

  /** The inputs of a certificate; `changes` are the issuer's. */
  readonly web = (changes: object = {}, more: object = {}) => ({
    secretName: "web-tls",
    dnsNames: ["shop.example.com"],
    privateKey: { algorithm: "ECDSA" },
    issuer: {
      acme: {
        server: this.server.directory,
        caBundle: this.server.caBundle,
        email: "ops@example.com",
        solvers: [{ http01: { webroot: { directory: this.#state }, waitInsteadOfSelfCheck: "0s" } }],
        ...changes,
      },
    },
    ...more,
  });

  readonly up = (changes: object = {}, more: object = {}) => this.stack.up("web", this.web(changes, more));

  /** Lets the server say something in place of its own answer, the first so many times that it is asked for a path. */
  readonly interruptOnce = (path: RegExp, said: Said | "silence", times = 1): void => {
    let left = times;
    this.server.interrupt = (asked) => (path.test(asked.path) && left-- > 0 ? said : undefined);
  };

  /** What it was asked, in order. */
  readonly paths = () => this.server.asked.map(({ method, path }) => `${method} ${path}`);

  /** The files in which orders are kept. */
  readonly orderFiles = (): string[] =>
    readdirSync(this.#state, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map((entry) => join(entry.parentPath, entry.name));
}

/** What the first `up` says. */
export const nothing = "issue - nothing exists yet at default/web-tls; revision 1";
