import type { ListenSpec, SelfCheckSpec } from "./http01-spec.js";

/** How a CA's question by TLS is answered (RFC 8737). */
export interface TlsAlpn01Spec {
  readonly listen: ListenSpec;
  readonly selfCheck: SelfCheckSpec;
}
