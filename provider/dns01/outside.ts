import { now } from "../clock.js";

/** What a solver asks of the world besides DNS messages; a test puts its own in place. */
export interface Outside {
  /** Milliseconds since 1970: signatures carry the time. */
  readonly now: () => number;
  /** The port of the zones' own name servers. */
  readonly port: number;
}

export const live: Outside = { now, port: 53 };
