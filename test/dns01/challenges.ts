import { createHash } from "node:crypto";
import type { Challenge } from "../../provider/acme/solver.js";

/** A challenge for a name; `token` tells it from another for the same name. */
export function challengeFor(name: string, token = "token"): Challenge {
  const identifier = { type: "dns", value: name } as const;
  return { type: "dns-01", identifier, token, keyAuthorization: `${token}.thumbprint` };
}

/** What a CA looks for (RFC 8555, 8.4). */
export function txtValue({ keyAuthorization }: Challenge): string {
  return createHash("sha256").update(keyAuthorization).digest("base64url");
}

/** What the work rejects with. */
export async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing failed");
}

/** Long enough for what is expected to end by itself. */
export const patient = () => AbortSignal.timeout(20_000);
