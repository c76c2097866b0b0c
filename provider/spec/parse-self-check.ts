import { parseDuration } from "./duration.js";
import type { Fields } from "./fields.js";
import type { SelfCheckSpec } from "./http01-spec.js";
import { readIpAddress } from "./names.js";

/** Node's timers count no further. */
const longestWait = 2 ** 31 - 1;

/** The fields `selfCheck` and `waitInsteadOfSelfCheck`, of which at most one is given. */
export function parseSelfCheck(fields: Fields, caPort: number): SelfCheckSpec {
  const wait = fields.text("waitInsteadOfSelfCheck", `a duration of 0s or more, such as "30s"`, (text) => {
    const duration = parseDuration(text);
    return duration !== undefined && duration >= 0 && duration <= longestWait ? duration : undefined;
  });
  const check = fields.object("selfCheck");
  if (check !== undefined && fields.has("waitInsteadOfSelfCheck"))
    fields.fail("waitInsteadOfSelfCheck", "cannot be given beside selfCheck");
  const resolvers = check?.list("resolvers", readResolver) ?? [];
  const port = check?.number("port", "a port from 1 to 65535", isPort) ?? caPort;
  check?.done();
  return { resolvers, port, ...(wait === undefined ? {} : { waitInstead: wait }) };
}

function readResolver(text: string): { readonly value: string } | { readonly reason: string } {
  const [, six, four, port = "53"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  const address = readIpAddress(six ?? four ?? text);
  if (address !== undefined && isPort(Number(port))) return { value: text };
  return {
    reason: `${JSON.stringify(text.slice(0, 60))} is not the address of a DNS server, such as 192.0.2.53 or 192.0.2.53:53`,
  };
}

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}
