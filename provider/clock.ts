import { type Instant, parseInstant } from "./spec/instant.js";

const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The variable that sets the instant of a preview: RFC 3339, or an offset such as `+30d`. */
export const nowVariable = "KUBECERTS_NOW";

/**
 * The present instant, as `KUBECERTS_NOW` would have it when it is set.
 * @throws when the variable holds neither an instant nor an offset.
 */
export function now(environment: NodeJS.ProcessEnv = process.env): Instant {
  const present = Date.now();
  const text = environment[nowVariable];
  if (text === undefined || text === "") return present;
  const [, sign, count, unit] = /^([+-])(\d+)([smhdw])$/.exec(text) ?? [];
  if (count !== undefined)
    return present + (sign === "-" ? -1 : 1) * Number(count) * (units[unit ?? ""] ?? 0);
  const instant = parseInstant(text);
  if (instant === undefined)
    throw new Error(
      `${nowVariable} is "${text}": give an instant such as 2027-01-31T00:00:00Z or an offset such as +30d`,
    );
  return instant;
}

/** Whether time was set: then nothing may be written, for what is due then is not due now. */
export function isTimeSet(environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment[nowVariable] ?? "") !== "";
}
