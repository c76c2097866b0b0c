import type { Held } from "../record/held.js";
import type { Labels } from "../spec/certificate-spec.js";

/** Where one certificate lies in a store. */
export interface Location {
  readonly namespace: string;
  readonly secretName: string;
}

/**
 * A `kubernetes.io/tls` Secret. The only value in the project that may hold a private key. Who else has a hand on it
 * is read and never written.
 */
export interface TlsSecret extends Held {
  readonly type: string;
  /** Decoded: `tls.crt`, `tls.key`, `ca.crt` as PEM, keystores as they are. */
  readonly data: Readonly<Record<string, Buffer>>;
  readonly annotations: Labels;
  readonly labels: Labels;
}

/** A version of an object: a resourceVersion, or what a file system knows of a file. Compared for equality only. */
export type Version = string;

/**
 * How a Secret that is there is written: "over" what is this owner's; "taking" it from whoever holds fields of it, by
 * the user's word; "anew", deleted in the version expected and created, for what the API never changes in place.
 */
export type Manner = "over" | "taking" | "anew";

export type RecordReading =
  | { readonly state: "absent" }
  /** Something stands at the record's place that holds no text; `why` is a clause that fits after "the record ... ". */
  | { readonly state: "unreadable"; readonly why: string; readonly version: Version }
  /** `text` is whatever stands there: the record's form is judged by its reader, not by the store. */
  | {
      readonly state: "read";
      readonly text: string;
      readonly version: Version;
      /** It is there by name, but no listing by label finds it: writing it again restores the label. */
      readonly labelMissing?: true;
    };

/** By `<namespace>/<secretName>`. */
export type RecordList = ReadonlyMap<string, RecordReading>;

export type SecretReading =
  | { readonly state: "absent" }
  /** The Secret's version is still the one asked about; its data did not leave the store. */
  | { readonly state: "unchanged" }
  | { readonly state: "read"; readonly secret: TlsSecret; readonly version: Version }
  /** Something stands there that is no Secret; `why` is a clause that fits after "the Secret ... ". */
  | { readonly state: "unreadable"; readonly why: string; readonly version: Version }
  /** The identity may not look; `why` is a clause that fits after "the Secret was not inspected: ". */
  | { readonly state: "forbidden"; readonly why: string };

/** What is kept of an order in progress. `text` holds a private key; its form is its reader's to judge. */
export type OrderReading =
  | { readonly state: "absent" }
  | { readonly state: "read"; readonly text: string; readonly version: Version };

/** What is known of a Secret without its data; the states are those of {@link SecretReading}. */
export type MetadataReading =
  | Exclude<SecretReading, { readonly state: "read" }>
  | {
      readonly state: "read";
      readonly metadata: Pick<TlsSecret, "labels" | "annotations">;
      readonly version: Version;
    };

/**
 * Where Secrets and their records are kept. Two adapters pass one contract (test/store/contract.ts).
 *
 * Every method either answers or throws a {@link StoreError}; absence is an answer, and it MUST rest on proof:
 * a file that is not there (ENOENT), a GET by name that answers 404. Whatever else goes wrong throws.
 */
export interface Store {
  /** Shown to people: "directory ./certs", "cluster https://..." */
  readonly name: string;
  /**
   * Which place this is, so that another one is not mistaken for it; undefined for a directory. `uid:` and the UID
   * of kube-system, or `server:` and a hash where the identity may not read that: two of different kinds cannot be compared.
   */
  identity(): Promise<string | undefined>;
  /** Rejects with {@link StoreError} "Refused" where no Secret may be written, as far as that is known before one is. */
  refuse(at: Location): Promise<void>;
  /** MUST NOT touch the Secret. Cheap for thousands of locations: an adapter may list once and answer from that until {@link Store.forget}. */
  readRecord(at: Location): Promise<RecordReading>;
  /**
   * The records of all certificates in the store, or of the location's namespace where the identity may list no more:
   * as they were when this process first listed them, whatever was written since. Undefined where it may not list.
   */
  listRecords(at: Location): Promise<RecordList | undefined>;
  /**
   * The Secret. With `known`, only as far as the identity may list Secrets, and its data does not move while its
   * version is still the known one ("none": whatever it is); MUST NOT ask for a Secret where it may not.
   */
  readSecret(at: Location, known?: Version | "none"): Promise<SecretReading>;
  /** As {@link Store.readSecret}, but that no data leaves the store. */
  readMetadata(at: Location, known?: Version | "none"): Promise<MetadataReading>;
  /**
   * Writes all of the Secret in one step that a reader sees whole or not at all, and answers its new version.
   * `expected` is the version last seen, or "absent": anything else there MUST be refused with `code: "Conflict"`.
   * `owner` is the owner's id, for the store's own guard (field manager, label). Without a manner it is "over".
   * Owner references of others are gone afterwards; entries of others stay where the store can tell them apart.
   */
  writeSecret(
    at: Location,
    secret: TlsSecret,
    expected: Version | "absent",
    owner: string,
    manner?: Manner,
  ): Promise<Version>;
  writeRecord(at: Location, text: string, expected: Version | "absent", owner: string): Promise<Version>;
  /**
   * Deletes both, the Secret first, each only in the version given; what is already gone is no error, and for
   * "absent" nothing is deleted, whatever is there.
   */
  remove(at: Location, secret: Version | "absent", record: Version | "absent"): Promise<void>;
  /**
   * The order in progress for a certificate: kept apart from its Secret, as safe as that, and where nothing deploys it
   * from. Whoever writes it in the version last seen has the order, and any other hand on it meets a "Conflict".
   */
  readOrder(at: Location): Promise<OrderReading>;
  writeOrder(at: Location, text: string, expected: Version | "absent", owner: string): Promise<Version>;
  /** What is gone already is no error; another version than this one is left alone ("Conflict"). */
  removeOrder(at: Location, expected: Version): Promise<void>;
  /** Drops what was listed: the next read asks again. */
  forget(): void;
}

/**
 * Why a store did not do what it was asked. `message` says what failed, what stands now and what to do; no part
 * of it holds data of the Secret.
 */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  /** What failed alone, as a clause that names the object. */
  readonly what: string;

  constructor(
    code: StoreErrorCode,
    what: string,
    rest: ErrorOptions & { stands?: string; todo?: string } = {},
  ) {
    const clauses = [what, rest.stands, rest.todo].filter((clause) => clause !== undefined);
    super(clauses.map((clause) => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`).join(" "), rest);
    this.code = code;
    this.what = what;
  }
}

export type StoreErrorCode =
  /** Out of reach: no connection, a time limit, credentials that are refused (401), an I/O error. Nothing is known. */
  | "Unreachable"
  /** The identity may not do this (403, EACCES). */
  | "Forbidden"
  /** What lies there is not what was expected: it changed in between, or somebody else's hand is on it. */
  | "Conflict"
  /** The store refuses for good: a Secret's type, an immutable Secret, a folder inside a git work tree. */
  | "Refused";
