import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, authority, issued, privateKeyPem } from "../support/certificates.js";
import type { Stack } from "../support/stack.js";

/** A Secret as the API and a manifest hold it. */
export interface SecretObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly type: string;
  readonly immutable?: boolean;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly object[];
  };
  readonly data: Readonly<Record<string, string>>;
}

/** A store with a stack over it, and a hand that changes what lies in it behind the provider's back. */
export interface Ground {
  readonly stack: Stack;
  read(): Promise<SecretObject>;
  /** Puts the Secret there as it is, deleting the one before it where that cannot become it; nothing where there is none. */
  put(secret: SecretObject | undefined): Promise<void>;
  /** An owner that is really there, for what has an owner that is not is deleted. */
  readonly ownerReference: object;
  /** Whether the store never changes a type or an immutable Secret. */
  readonly isStrict: boolean;
  /** The name of the hand, where the store knows it. */
  readonly hand?: string;
  close(): Promise<void>;
}

export const now = at("2026-02-01T00:00:00Z");
const root = authority({ commonName: "Root" });
const sub = authority({ commonName: "Sub", issuer: root, keyName: "Sub" });
const { certificatePem, privateKeyPem: key } = sub;
export const web = {
  secretName: "web-tls",
  dnsNames: ["shop.example.com"],
  privateKey: { algorithm: "ECDSA" },
  issuer: { ca: { certificatePem: certificatePem + root.certificatePem, privateKeyPem: key } },
  secretTemplate: { labels: { team: "shop" }, annotations: { note: "ours" } },
};

const base64 = (text: string) => Buffer.from(text).toString("base64");
const textOf = (secret: SecretObject, name: string) =>
  Buffer.from(secret.data[name] ?? "", "base64").toString();
const withData = (changes: Record<string, string>) => (secret: SecretObject) => ({
  ...secret,
  data: { ...secret.data, ...Object.fromEntries(Object.entries(changes).map(([k, v]) => [k, base64(v)])) },
});
const edited = (name: string, change: (text: string) => string) => (secret: SecretObject) =>
  withData({ [name]: change(textOf(secret, name)) })(secret);
const without = (name: string) => (secret: SecretObject) => {
  const { [name]: _, ...data } = secret.data;
  return { ...secret, data };
};
const marked = (kind: "labels" | "annotations", name: string, value?: string) => (secret: SecretObject) => {
  const { [name]: _, ...others } = secret.metadata[kind] ?? {};
  const changed = value === undefined ? others : { ...others, [name]: value };
  return { ...secret, metadata: { ...secret.metadata, [kind]: changed } };
};
const blocks = (pem: string) => pem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g) ?? [];

interface Tampering {
  readonly what: string;
  readonly change: (secret: SecretObject, ground: Ground) => SecretObject | undefined;
  /** What the preview says of it; `HAND` where the store knows whose it was. */
  readonly said: string;
  /** Whether the private key is gone with it, so that it must be issued again. */
  readonly lost?: true;
  /** Whether a strict store needs `recreate`, and what the preview says without. */
  readonly refused?: string;
}

/** Everything that a hand may do to a Secret that an `up` wrote. */
export const tamperings: readonly Tampering[] = [
  {
    what: "key swapped",
    change: withData({ "tls.key": privateKeyPem("somebody's") }),
    said: "reissue - tls.key in the Secret is not the certificate's key: it is the key of another certificateHAND; revision 2",
    lost: true,
  },
  {
    what: "key damaged",
    change: withData({ "tls.key": "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n" }),
    said: "reissue - tls.key in the Secret is not the certificate's key: it is no private key that can be readHAND; revision 2",
    lost: true,
  },
  {
    what: "Secret deleted",
    change: () => undefined,
    said: "reissue - the Secret is gone, and its private key with it; revision 2",
    lost: true,
  },
  {
    what: "chain truncated",
    change: edited("tls.crt", (chain) => blocks(chain)[0] ?? ""),
    said: "repair - tls.crt in the Secret is certificate SERIAL (chain of 1), wanted certificate SERIAL (chain of 2)HAND; revision 1 is written again",
  },
  {
    what: "chain reversed",
    change: edited("tls.crt", (chain) => blocks(chain).toReversed().join("")),
    said: "repair - tls.crt in the Secret is certificate SERIAL (chain of 2), wanted certificate SERIAL (chain of 2)HAND; revision 1 is written again",
  },
  {
    what: "expired certificate pasted",
    change: withData({ "tls.crt": issued({ notAfter: "2026-01-02T00:00:00Z" }).certificatePem }),
    said: "repair - tls.crt in the Secret is certificate SERIAL (chain of 1), wanted certificate SERIAL (chain of 2)HAND; revision 1 is written again",
  },
  {
    what: "text pasted in place of the certificate",
    change: withData({ "tls.crt": "not a certificate" }),
    said: "repair - tls.crt in the Secret is no certificate, wanted certificate SERIAL (chain of 2)HAND; revision 1 is written again",
  },
  {
    what: "certificate with CRLF",
    change: edited("tls.crt", (chain) => chain.replaceAll("\n", "\r\n")),
    said: "repair - tls.crt in the Secret is certificate SERIAL with CRLF (chain of 2), wanted certificate SERIAL (chain of 2)HAND; revision 1 is written again",
  },
  {
    what: "key with CRLF",
    change: edited("tls.key", (pem) => pem.replaceAll("\n", "\r\n")),
    said: "repair - tls.key in the Secret is the same key with CRLF, wanted PKCS1 as it was writtenHAND; revision 1 is written again",
  },
  {
    what: "ca.crt removed",
    change: without("ca.crt"),
    said: "repair - the Secret lacks ca.crt; revision 1 is written again",
  },
  {
    what: "ca.crt replaced",
    change: withData({ "ca.crt": authority({ commonName: "Another" }).certificatePem }),
    said: "repair - ca.crt in the Secret is certificate SERIAL (chain of 1), wanted certificate SERIAL (chain of 1)HAND; revision 1 is written again",
  },
  {
    what: "label of the template changed",
    change: marked("labels", "team", "till"),
    said: "repair - metadata.labels.team is not as the program has itHAND; revision 1 is written again",
  },
  {
    what: "annotation of the template removed",
    change: marked("annotations", "note"),
    said: "repair - metadata.annotations.note is not as the program has it; revision 1 is written again",
  },
  {
    what: "owner label stripped",
    change: marked("labels", "kubecerts.io/owner"),
    said: "repair - metadata.labels.kubecerts.io/owner is not as it was written; revision 1 is written again",
  },
  {
    what: "owner label forged",
    change: marked("labels", "kubecerts.io/owner", "0123456789abcdef"),
    said: "repair - metadata.labels.kubecerts.io/owner is not as it was writtenHAND; revision 1 is written again",
  },
  {
    what: "record's annotation removed",
    change: marked("annotations", "kubecerts.io/record"),
    said: "repair - metadata.annotations.kubecerts.io/record is not as it was written; revision 1 is written again",
  },
  {
    what: "record's annotation forged, as if it were a revision ahead",
    change: (secret) => {
      const record = JSON.parse(secret.metadata.annotations?.["kubecerts.io/record"] ?? "{}");
      const forged = JSON.stringify({
        ...record,
        revision: 99,
        requested: { dnsNames: ["evil.example.com"] },
      });
      return marked("annotations", "kubecerts.io/record", forged)(secret);
    },
    said: "repair - metadata.annotations.kubecerts.io/record is not as it was writtenHAND; revision 1 is written again",
  },
  {
    what: "owner reference added",
    change: (secret, { ownerReference }) => ({
      ...secret,
      metadata: { ...secret.metadata, ownerReferences: [ownerReference] },
    }),
    said: "repair - the Secret would be deleted with its owner, ConfigMap keeperHAND; revision 1 is written again",
  },
  {
    what: "type changed",
    change: (secret) => ({ ...secret, type: "Opaque" }),
    said: "repair - the Secret's type is Opaque, wanted kubernetes.io/tlsHAND; revision 1 is written again",
    refused:
      "defer - the Secret's type is Opaque, and the API never changes such a Secret in placeHAND; while that is so, up fails",
  },
  {
    what: "made immutable",
    change: (secret) => ({ ...secret, immutable: true }),
    said: "repair - the Secret is immutable, and could not be renewedHAND; revision 1 is written again",
    refused:
      "defer - the Secret is immutable, and the API never changes such a Secret in placeHAND; while that is so, up fails",
  },
];

/** Each is seen and named by the next preview that looks, and mended by `up`, without an order wherever the key is there. */
export function tamperingContract(title: string, create: () => Promise<Ground>): void {
  describe(title, () => {
    let ground: Ground;
    beforeEach(async () => {
      ground = await create();
      await ground.stack.up("web", web);
    });
    afterEach(() => ground.close());

    const said = async (args: object = {}) =>
      (await ground.stack.preview("web", { ...web, ...args })).said
        .join("\n")
        .replaceAll(/certificate [0-9a-f]{8,}/g, "certificate SERIAL");
    const wanted = (text: string) =>
      text.replaceAll("HAND", ground.hand === undefined ? "" : `, by the hand of ${ground.hand}`);

    it.each(tamperings.map((row) => [row.what, row] as const))("%s", async (_, row) => {
      const before = await ground.read();
      await ground.put(row.change(before, ground));
      let args: object = {};
      if (ground.isStrict && row.refused !== undefined) {
        expect(await said()).toBe(wanted(row.refused));
        await expect(ground.stack.up("web", web)).rejects.toThrow(/recreate: true/);
        args = { recreate: true };
      }
      // The recreated Secret of the test has no other hand on it than the one that made it.
      expect(await said(args)).toBe(wanted(row.said));
      await ground.stack.up("web", { ...web, ...args });
      const after = await ground.read();
      expect(after.data["tls.crt"] === before.data["tls.crt"]).toBe(row.lost !== true);
      expect(shape(after)).toEqual(
        row.lost === true ? { ...shape(before), data: after.data } : shape(before),
      );
      expect(await ground.stack.up("web", { ...web, ...args })).toBe("keep");
    });
  });
}

/** All of a Secret that a client or a controller would look at. The record tells its revision, so that is left out. */
function shape({ type, immutable, metadata, data }: SecretObject) {
  const {
    labels,
    ownerReferences = [],
    annotations: { "kubecerts.io/record": _, ...annotations } = {},
  } = metadata;
  return { type, immutable, labels, annotations, ownerReferences, data };
}
