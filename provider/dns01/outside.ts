import { now } from "../clock.js";

/** What a solver asks of the world besides DNS messages; a test puts its own in place. */
export interface Outside {
  /** Milliseconds since 1970: signatures carry the time. */
  readonly now: () => number;
  /** The port of the zones' own name servers. */
  readonly port: number;
  readonly fetch: typeof fetch;
  /** Where a cloud's own variables name the identity of this process. */
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds that an API may take for one request. */
  readonly patience: number;
}

export const live: Outside = { now, port: 53, fetch, environment: process.env, patience: 15_000 };
