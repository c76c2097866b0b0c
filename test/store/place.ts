import type { Location, Store, TlsSecret } from "../../provider/store/port.js";

/** An empty place to keep Secrets in, for one test. */
export interface Place {
  /** A store of that place that knows nothing yet, as another process would have it. */
  open(): Store;
  readonly namespaces: readonly [string, string];
  close(): Promise<void>;
}

/** Who writes. */
export const owner = "0a1b2c3d4e5f";
const keystore = Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 255]);

/** A Secret with everything that it can hold, in texts that YAML could mistake. */
export const secret: TlsSecret = {
  type: "kubernetes.io/tls",
  data: {
    "tls.crt": Buffer.from("-----BEGIN CERTIFICATE-----\nbGVhZg==\n-----END CERTIFICATE-----\n"),
    "tls.key": Buffer.from("-----the key of the leaf-----\n"),
    "ca.crt": Buffer.from("-----BEGIN CERTIFICATE-----\nY2E=\n-----END CERTIFICATE-----\n"),
    "keystore.jks": keystore,
  },
  annotations: { time: "12:30", "kubecerts.io/record": '{"version":1}', note: "two\nlines: # and “quotes”" },
  labels: { team: "shop", answer: "yes", number: "012", octal: "0o17", float: "1e3", empty: "" },
};

/** The same Secret after a renewal. */
export const renewed: TlsSecret = {
  ...secret,
  data: { "tls.crt": Buffer.from("another leaf"), "tls.key": Buffer.from("another key of the leaf") },
  labels: { team: "till" },
};

/** What a test of a store begins with: an empty place, a store of it, and a location in it. */
export async function ground(
  create: () => Promise<Place>,
): Promise<{ place: Place; store: Store; at: Location }> {
  const place = await create();
  return { place, store: place.open(), at: { namespace: place.namespaces[0], secretName: "web-tls" } };
}
