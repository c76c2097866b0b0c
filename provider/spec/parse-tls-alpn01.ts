import type { Fields } from "./fields.js";
import { parseListen } from "./parse-http01.js";
import { parseSelfCheck } from "./parse-self-check.js";
import type { TlsAlpn01Spec } from "./tls-alpn01-spec.js";

/** The field `tlsAlpn01` of a solver. */
export function parseTlsAlpn01(solver: Fields): TlsAlpn01Spec | undefined {
  const tlsAlpn01 = solver.object("tlsAlpn01");
  if (tlsAlpn01 === undefined) return undefined;
  if (!tlsAlpn01.has("listen"))
    tlsAlpn01.fail("listen", "is missing: where this process listens, {} for port 443");
  const listen = parseListen(tlsAlpn01, 443);
  const selfCheck = parseSelfCheck(tlsAlpn01, 443);
  tlsAlpn01.done();
  return listen === undefined ? undefined : { listen, selfCheck };
}
