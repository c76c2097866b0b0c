import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pebble, startPebble } from "../acme/pebble.js";
import { startBind, tsigSecret } from "../dns01/bind.js";
import { startLaggingResolver } from "../dns01/lagging-resolver.js";
import { Stack } from "../support/stack.js";
import { rounded } from "./row.js";

/** Issuances of one name each, from the decision to the written record. All are medians. */
export interface AcmeMeasurement {
  readonly seconds: number;
  /** To the CA for each certificate, without those that look again; its account is known. */
  readonly requests: number;
  /** Those that look again, for each certificate. */
  readonly polls: number;
}

export type Way = "dns01" | "http01";

/** A CA and a DNS that make nobody wait; or those that real ones are like. */
export type Pace = "prompt" | "slow";

const turns = { prompt: 5, slow: 3 } as const;

/** What a CA does that asks for patience: Retry-After as Boulder sends it, nonces that it refuses, up to five seconds until it looks. */
const slow = {
  settings: { retryAfter: { authz: 3, order: 3 } },
  environment: { PEBBLE_WFE_NONCEREJECT: "5", PEBBLE_VA_NOSLEEP: "", PEBBLE_VA_SLEEPTIME: "5" },
  /** Milliseconds until a TXT record is seen that is there. */
  lag: 2_000,
};

/** So many certificates at once by the provider, in this process, by a Pebble and a BIND of their own. */
export async function acmeIssuances(
  count: number,
  way: Way,
  pace: Pace = "prompt",
): Promise<AcmeMeasurement> {
  const state = mkdtempSync(join(tmpdir(), "kubecerts-bench-acme-"));
  process.env.XDG_STATE_HOME = state;
  process.env.TSIG = tsigSecret;
  const bind = await startBind({ "example.test": "@ IN A 127.0.0.1\nns IN A 127.0.0.1\n* IN A 127.0.0.1" });
  const { settings, environment, lag } =
    pace === "slow" ? slow : { ...slow, settings: {}, environment: {}, lag: 0 };
  const pebble = await startPebble(bind.address, settings, environment);
  const resolver = await startLaggingResolver(bind.address, lag);
  try {
    const stack = new Stack(Date.now() + 600_000);
    const servers = { nameserver: bind.address, resolver: pace === "slow" ? resolver.address : bind.address };
    const issue = async (name: string) => await stack.up(name, certificate(name, way, servers, pebble));
    await issue("warm"); // loads acme-client and opens the account
    const taken: AcmeMeasurement[] = [];
    for (let turn = 0; turn < turns[pace]; turn++) {
      const before = pebble.asked().length;
      const began = performance.now();
      await Promise.all(Array.from({ length: count }, (_, index) => issue(`n${turn}-${index}`)));
      const seconds = (performance.now() - began) / 1000;
      taken.push({ seconds, ...countOf(pebble.asked().slice(before), count) });
    }
    return medianOf(taken);
  } finally {
    resolver.close();
    await pebble.close();
    await bind.close();
    rmSync(state, { recursive: true });
  }
}

function certificate(
  name: string,
  way: Way,
  { nameserver, resolver }: { readonly nameserver: string; readonly resolver: string },
  { directory, caBundle, httpPort }: Pebble,
): object & Record<string, unknown> {
  const solvers = {
    dns01: {
      dns01: {
        rfc2136: { nameserver, tsigKeyName: "acme", tsigSecretSecretRef: { env: "TSIG" } },
        propagation: { resolvers: [resolver], authoritative: false },
      },
    },
    http01: {
      http01: { listen: { port: httpPort }, selfCheck: { resolvers: [resolver], port: httpPort } },
    },
  };
  return {
    secretName: `${name}-tls`,
    dnsNames: [`${name}.example.test`],
    privateKey: { algorithm: "ECDSA" },
    issuer: { acme: { server: directory, caBundle, solvers: [solvers[way]] } },
  };
}

/**
 * What was asked of the CA for each of so many certificates, which have one authorization each. Pebble logs which
 * resource was asked for, not which one of them: the first look at an authorization is a request, and the others, and
 * all at an order, are polls.
 */
export function countOf(asked: readonly string[], certificates: number): Omit<AcmeMeasurement, "seconds"> {
  const looks = asked.filter((path) => /^\/(authZ|my-order)\//.test(path)).length;
  const polls = looks - certificates;
  return { requests: (asked.length - polls) / certificates, polls: polls / certificates };
}

export function medianOf(taken: readonly AcmeMeasurement[]): AcmeMeasurement {
  const median = (field: keyof AcmeMeasurement) =>
    rounded(
      taken.map((each) => each[field]).toSorted((one, other) => one - other)[Math.floor(taken.length / 2)]!,
    );
  return { seconds: median("seconds"), requests: median("requests"), polls: median("polls") };
}
