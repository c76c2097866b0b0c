import type { Duration } from "./certificate-spec.js";

/** How a CA's question by HTTP is answered (RFC 8555, section 8.3). */
export type Http01Spec = { readonly selfCheck: SelfCheckSpec } & (
  | { readonly kind: "listen"; readonly listen: ListenSpec }
  | { readonly kind: "webroot"; readonly directory: string }
);

/** Where this process itself listens. */
export interface ListenSpec {
  readonly port: number;
  /** An IP address of this machine; all of them when it is absent. */
  readonly address?: string;
}

/** How it is made sure, before the CA is told, that the CA will see what was laid out. */
export interface SelfCheckSpec {
  /** The DNS servers to ask, `address` or `address:port`; none means the system's. */
  readonly resolvers: readonly string[];
  /** The port at the name that is asked. A CA always asks 80 for HTTP-01, 443 for TLS-ALPN-01. */
  readonly port: number;
  /** Only wait so long, and ask nothing. */
  readonly waitInstead?: Duration;
}
