import { type Ground, type SecretObject, tamperings } from "../store/tamperings.js";

type Change = (secret: SecretObject, ground: Pick<Ground, "ownerReference">) => SecretObject | undefined;

interface Row {
  readonly what: string;
  readonly change: Change;
  /** What the preview says while no controller runs; HAND for the name of the hand. */
  readonly seen: string;
  /** What the preview says after the controller has done what it does by itself; absent where all is well. */
  readonly left?: string;
  /** Whether that is left after `up`, too: nothing is to be done, and it is told. */
  readonly stays?: true;
}

const known = (what: string): Change => tamperings.find((row) => row.what === what)!.change as Change;
const annotated =
  (name: string): Change =>
  (secret) => {
    const annotations = { ...secret.metadata.annotations, [name]: "another" };
    return { ...secret, metadata: { ...secret.metadata, annotations } };
  };

const renewed =
  "record - revision 2 is there, issued INSTANT; the state knew revision 1; the renewal time moves from INSTANT to INSTANT; revision 2 is only recorded";
const reissue = (what: string) => `reissue - ${what}; revision 2`;
const repair = (what: string) => `repair - ${what}; revision 1 is written again`;
const chain = "wanted certificate SERIAL (chain of 2)HAND";
const crlf = reissue(`tls.crt in the Secret is certificate SERIAL with CRLF (chain of 2), ${chain}`);
const truncated = reissue(`tls.crt in the Secret is certificate SERIAL (chain of 1), ${chain}`);
const replaced = reissue(
  "ca.crt in the Secret is certificate SERIAL (chain of 1), wanted certificate SERIAL (chain of 1)HAND",
);
const type = "the Secret's type is Opaque, wanted kubernetes.io/tlsHAND";
const immutable = "the Secret is immutable, and could not be renewedHAND";
const owner = "the Secret would be deleted with its owner, ConfigMap keeperHAND";

/** What a hand does to Secrets that cert-manager keeps, each to one of its own, by the name of that. */
export const controllerTamperings: Readonly<Record<string, Row>> = {
  "key-swapped": {
    what: "key swapped",
    change: known("key swapped"),
    seen: reissue(
      "tls.key in the Secret is not the certificate's key: it is the key of another certificateHAND",
    ),
    left: renewed,
  },
  "key-damaged": {
    what: "key damaged",
    change: known("key damaged"),
    seen: reissue(
      "tls.key in the Secret is not the certificate's key: it is no private key that can be readHAND",
    ),
    left: renewed,
  },
  "secret-deleted": {
    what: "Secret deleted",
    change: known("Secret deleted"),
    seen: reissue("the Secret is gone, and its private key with it"),
    left: renewed,
  },
  "chain-reversed": {
    what: "chain reversed",
    change: known("chain reversed"),
    seen: reissue(`tls.crt in the Secret is certificate SERIAL (chain of 2), ${chain}`),
    left: renewed,
  },
  "expired-pasted": {
    what: "expired certificate pasted",
    change: known("expired certificate pasted"),
    seen: truncated,
    left: renewed,
  },
  "chain-truncated": {
    what: "chain truncated",
    change: known("chain truncated"),
    seen: truncated,
    left: truncated,
  },
  "chain-crlf": {
    what: "certificate with CRLF",
    change: known("certificate with CRLF"),
    seen: crlf,
    left: crlf,
  },
  "ca-replaced": {
    what: "ca.crt replaced",
    change: known("ca.crt replaced"),
    seen: replaced,
    left: replaced,
  },
  "label-changed": {
    what: "label of the template changed",
    change: known("label of the template changed"),
    seen: repair("metadata.labels.team is not as the program has itHAND"),
  },
  "label-stripped": {
    what: "owner label stripped",
    change: known("owner label stripped"),
    seen: repair("metadata.labels.kubecerts.io/owner is not as it was written"),
  },
  "issuer-forged": {
    what: "annotation forged: another issuer",
    change: annotated("cert-manager.io/issuer-name"),
    seen: repair("metadata.annotations.cert-manager.io/issuer-name is not as it was writtenHAND"),
    left: renewed,
  },
  "name-forged": {
    what: "annotation forged: another Certificate",
    change: annotated("cert-manager.io/certificate-name"),
    seen: repair("metadata.annotations.cert-manager.io/certificate-name is not as it was writtenHAND"),
    left: renewed,
  },
  "keystore-removed": {
    what: "keystore removed",
    change: (secret) => {
      const { "keystore.p12": _, ...data } = secret.data;
      return { ...secret, data };
    },
    seen: repair("the Secret lacks keystore.p12"),
  },
  "owner-added": {
    what: "owner reference added",
    change: known("owner reference added"),
    seen: owner,
    left: owner,
    stays: true,
  },
  "type-changed": {
    what: "type changed",
    change: known("type changed"),
    seen: type,
    left: type,
    stays: true,
  },
  immutable: {
    what: "made immutable",
    change: known("made immutable"),
    seen: immutable,
    left: immutable,
    stays: true,
  },
};
