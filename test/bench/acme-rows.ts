import { channel } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pebble, startPebble } from "../acme/pebble.js";
import { type Bind, startBind, tsigSecret } from "../dns01/bind.js";
import { Stack } from "../support/stack.js";
import { rounded } from "./row.js";

/** Issuances of the provider, in this process, from the decision to the written record. All are medians. */
export interface AcmeMeasurement {
  readonly seconds: number;
  /** To the CA for each certificate, without those that look again; its account is known. */
  readonly requests: number;
  /** Those that look again, for each certificate. */
  readonly polls: number;
}

type Way = "dns01" | "http01";

const turns = 5;

/** So many certificates at once, of one name each, by a Pebble that waits for nothing and a BIND beside it. */
export async function acmeIssuances(count: number, way: Way): Promise<AcmeMeasurement> {
  const state = mkdtempSync(join(tmpdir(), "kubecerts-bench-acme-"));
  process.env.XDG_STATE_HOME = state;
  process.env.TSIG = tsigSecret;
  const bind = await startBind({ "example.test": "@ IN A 127.0.0.1\nns IN A 127.0.0.1\n* IN A 127.0.0.1" });
  const pebble = await startPebble(bind.address);
  try {
    const stack = new Stack(Date.now() + 600_000);
    const issue = async (name: string) => await stack.up(name, certificate(name, way, bind, pebble));
    await issue("warm"); // loads acme-client and opens the account
    const taken: AcmeMeasurement[] = [];
    for (let turn = 0; turn < turns; turn++) {
      const asked = listen(new URL(pebble.directory).port);
      const began = performance.now();
      await Promise.all(Array.from({ length: count }, (_, index) => issue(`n${turn}-${index}`)));
      const seconds = (performance.now() - began) / 1000;
      const { requests, polls } = asked.end();
      taken.push({ seconds, requests: requests / count, polls: polls / count });
    }
    const median = (field: keyof AcmeMeasurement) =>
      rounded(taken.map((each) => each[field]).toSorted((one, other) => one - other)[Math.floor(turns / 2)]!);
    return { seconds: median("seconds"), requests: median("requests"), polls: median("polls") };
  } finally {
    await pebble.close();
    await bind.close();
    rmSync(state, { recursive: true });
  }
}

function certificate(
  name: string,
  way: Way,
  bind: Bind,
  { directory, caBundle, httpPort }: Pebble,
): object & Record<string, unknown> {
  const solvers = {
    dns01: {
      dns01: {
        rfc2136: { nameserver: bind.address, tsigKeyName: "acme", tsigSecretSecretRef: { env: "TSIG" } },
        propagation: { resolvers: [bind.address], authoritative: false },
      },
    },
    http01: {
      http01: { listen: { port: httpPort }, selfCheck: { resolvers: [bind.address], port: httpPort } },
    },
  };
  return {
    secretName: `${name}-tls`,
    dnsNames: [`${name}.example.test`],
    privateKey: { algorithm: "ECDSA" },
    issuer: { acme: { server: directory, caBundle, solvers: [solvers[way]] } },
  };
}

/** Counts what is asked of the CA until the end. */
function listen(port: string): { end: () => { requests: number; polls: number } } {
  const seen = new Set<string>();
  let [requests, polls] = [0, 0];
  const count = (message: unknown) => {
    const { request } = message as {
      request: { host: string; path: string; getHeader(name: string): unknown };
    };
    if (!String(request.getHeader("host")).endsWith(`:${port}`)) return;
    const isLook = /^\/(authZ|my-order)\//.test(request.path);
    // The first look at an authorization is one that every order has; an order itself is looked at only again.
    const isAgain = isLook && (seen.has(request.path) || request.path.startsWith("/my-order/"));
    seen.add(request.path);
    if (isAgain) polls++;
    else requests++;
  };
  const starts = channel("http.client.request.start");
  starts.subscribe(count);
  return {
    end: () => {
      starts.unsubscribe(count);
      return { requests, polls };
    },
  };
}
