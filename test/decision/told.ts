import type { ReasonCode } from "../../provider/decision/decision.js";
import type { Observed, Present } from "../../provider/record/observed.js";
import { formatInstant } from "../../provider/spec/instant.js";
import {
  day,
  dueFrom,
  issuedAt,
  notAfter,
  notBefore,
  owner,
  recordedOf,
  specOf,
} from "../support/observations.js";
import {
  byAcme,
  changed,
  controlled,
  copied,
  fromController,
  issued,
  letsEncrypt,
  noted,
  ordered,
  present,
  seen,
  shortened,
} from "./seen.js";

/** What makes decide give a reason, as the smallest story that does. */
export interface Telling {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly seen: Observed;
  readonly now?: number;
}

const forced = { renewal: { trigger: "leak" } };
const nights = {
  renewal: { windows: [{ days: ["Tue"], start: "22:00", end: "04:00", timeZone: "Europe/Berlin" }] },
};
const stores = {
  keystores: { jks: { create: true, passwordSecretRef: { name: "store-password", key: "password" } } },
};
const revoking = { commonName: "Root", isCA: true, usages: ["cert sign", "crl sign"], crl: {} };
const revokingRecord = (issuedAt(specOf(revoking), notBefore) as Present).record;
const rootCa = { issuer: { ca: { secretName: "root-ca" } } };
const inCluster = (recreate: boolean) => ({ store: undefined, recreate });
const failure = { message: "the CA said no", since: notBefore + day, retryAt: notBefore + day + 3_600_000 };
const immutable = {
  code: "SecretImmutable",
  field: "immutable",
  observed: "immutable",
  wanted: "a Secret that can be renewed",
} as const;

/** For every reason there is, a story in which it is given. */
export const tellings: Readonly<Record<ReasonCode, Telling>> = {
  DoesNotExist: { seen: { state: "absent", owner } },
  MissingData: {
    seen: changed({ code: "MissingData", field: "tls.key", observed: "none", wanted: "a key" }, false),
  },
  InvalidKeyPair: {
    seen: changed(
      {
        code: "InvalidKeyPair",
        field: "tls.key",
        observed: "the key of another certificate",
        wanted: "the certificate's key",
      },
      false,
    ),
  },
  InvalidCertificate: {
    seen: changed(
      {
        code: "InvalidCertificate",
        field: "tls.crt",
        observed: "the manifest is not YAML",
        wanted: "a certificate",
      },
      false,
    ),
  },
  RecordUnreadable: {
    seen: {
      state: "unreadable",
      what: "the record cannot be read: it is not JSON",
      owner,
      recorded: recordedOf(issued.record, issued.certificate),
    },
  },
  RequestChanged: { seen: issued, inputs: { dnsNames: ["shop.example.com", "www.example.com"] } },
  IncorrectIssuer: {
    seen: seen({
      issuer: { state: "present", keyHash: "d".repeat(64), subject: "CN=Example Root", notAfter },
    }),
  },
  Renewing: { seen: issued, now: dueFrom },
  RenewalInfo: {
    seen: noted({
      renewalInfo: {
        start: notBefore + 50 * day,
        end: notBefore + 52 * day,
        explanationUrl: "https://ca.example/incident",
        checkedAt: notBefore,
        nextCheck: notBefore,
      },
    }),
    now: notBefore + 53 * day,
  },
  Expired: { seen: issued, now: notAfter + day },
  RenewalForced: { seen: issued, inputs: forced },
  SecretMismatch: {
    seen: changed({
      code: "SecretMismatch",
      field: "tls.crt",
      observed: "text that is no certificate",
      wanted: "the recorded certificate",
    }),
  },
  SecretTemplateMismatch: { seen: issued, inputs: { secretTemplate: { labels: { team: "web" } } } },
  SecretFormChanged: { seen: issued, inputs: { privateKey: { encoding: "PKCS8" } } },
  KeystorePasswordChanged: {
    inputs: stores,
    seen: { ...issuedAt(specOf(stores), notBefore), otherPasswords: ["keystores.jks.passwordSecretRef"] },
  },
  RevocationListDue: {
    inputs: revoking,
    seen: seen(
      {
        record: {
          ...revokingRecord,
          crl: { pem: "-", number: 1, nextUpdate: formatInstant(notBefore + 7 * day) },
        },
      },
      issuedAt(specOf(revoking), notBefore),
    ),
    now: notBefore + 5 * day,
  },
  TypeChanged: {
    seen: changed({ code: "TypeChanged", field: "type", observed: "Opaque", wanted: "kubernetes.io/tls" }),
  },
  SecretImmutable: { inputs: inCluster(true), seen: changed(immutable) },
  OwnerReferenceAdded: {
    seen: changed({
      code: "OwnerReferenceAdded",
      field: "metadata.ownerReferences",
      observed: "Deployment web",
      wanted: "none",
      by: "kubectl-edit",
    }),
  },
  RecreateUnfinished: {
    seen: changed({ code: "RecreateUnfinished", field: "Secret", observed: "none", wanted: "a Secret" }),
  },
  Adopted: {
    inputs: { adopt: issued.certificate.fingerprint },
    seen: seen({ record: { ...issued.record, owner: { ...owner, id: "0", name: "api" } } }),
  },
  HandChanged: {
    inputs: { store: undefined },
    seen: {
      ...fromController,
      record: { ...fromController.record, generation: 1 },
      signer: issued.certificate.publicKey.hash,
    },
  },
  RecordMissing: { seen: seen({ recordFault: { code: "RecordMissing", why: "it is gone" } }) },
  LabelMissing: { seen: seen({ recordFault: { code: "LabelMissing", why: "its label was removed" } }) },
  Unfinished: { inputs: controlled, seen: { state: "absent", owner, controller: present } },
  CertificateMissing: { inputs: controlled, seen: seen({ controller: { state: "absent" } }, fromController) },
  CertificateEdited: {
    inputs: controlled,
    seen: seen({ controller: { state: "present", edited: true } }, fromController),
  },
  CertificateOutdated: {
    inputs: { ...controlled, privateKey: { rotationPolicy: "Never" } },
    seen: fromController,
  },
  CopyMissing: { seen: copied({ seen: { state: "absent" } }) },
  CopyMismatch: { seen: copied({ holds: "e" }) },
  CopyUnwanted: {
    seen: seen({ copies: [{ name: "audit/web-tls", seen: { state: "changed", why: "was changed" } }] }),
  },
  CopyRefused: {
    seen: copied({ seen: { state: "foreign", owned: "cert-manager's Certificate web" } }),
  },
  RenewedElsewhere: {
    seen: seen({
      record: { ...issued.record, revision: 2 },
      recorded: { ...recordedOf(issued.record, issued.certificate), fingerprint: "e" },
    }),
  },
  StateMissing: { seen: (({ recorded: _, ...rest }) => rest)(issued) },
  RenewalTimeChanged: { seen: issued, inputs: { renewBefore: "240h" } },
  SettingsChanged: {
    seen: seen({ recorded: { ...recordedOf(issued.record, issued.certificate), outdated: ["timeout"] } }),
  },
  AccountChanged: {
    inputs: byAcme({ email: "new@example.com" }),
    seen: ordered({ email: "ops@example.com" }),
  },
  Unreachable: {
    seen: { state: "unreachable", cause: "connection refused", owner, recorded: issued.recorded } as Observed,
  },
  WrongCluster: { seen: { state: "wrong cluster", observed: "uid:0b5e1c5a", wanted: "uid:7f3d2a91", owner } },
  NotOwner: { seen: seen({ record: { ...issued.record, owner: { ...owner, id: "0", name: "api" } } }) },
  AdoptRefused: {
    inputs: { adopt: "f".repeat(64) },
    seen: seen({ record: { ...issued.record, owner: { ...owner, id: "0", name: "api" } } }),
  },
  Unchangeable: { inputs: inCluster(false), seen: changed(immutable) },
  Backoff: {
    inputs: { ...controlled, ...forced },
    seen: seen({ controller: { ...present, failure } }, fromController),
    now: notBefore + day,
  },
  RateLimited: {
    inputs: forced,
    seen: noted({
      retryAfter: { until: notBefore + 7 * day, detail: "too many certificates already issued" },
    }),
  },
  RefusedRepeatedly: {
    inputs: byAcme(),
    seen: {
      state: "absent",
      owner,
      recorded: {
        revision: 0,
        refused: {
          issuer: letsEncrypt,
          until: notBefore + day,
          detail: "shop.example.com: unauthorized: the answer is another one",
          refusals: 3,
        },
      },
    },
  },
  OutsideWindow: { inputs: nights, seen: issued, now: dueFrom },
  Staggered: {
    inputs: rootCa,
    seen: {
      ...issuedAt(specOf(rootCa), notBefore),
      issuer: { state: "present", keyHash: "d".repeat(64), subject: "CN=Example Root", notAfter },
      turn: { ahead: 45 },
    },
  },
  IssuerNotFound: {
    inputs: rootCa,
    seen: { state: "absent", owner, issuer: { state: "absent", why: "no Secret shop/root-ca" } },
  },
  IssuerUnfit: {
    inputs: rootCa,
    seen: {
      state: "absent",
      owner,
      issuer: {
        state: "present",
        keyHash: "c",
        subject: "CN=a",
        notAfter,
        unfit: "is not a CA (basicConstraints)",
      },
    },
  },
  KeyUnproven: {
    inputs: { ...byAcme({ server: "https://ca.internal/dir" }), privateKey: { algorithm: "Ed25519" } },
    seen: { state: "absent", owner },
  },
  LimitNear: {
    inputs: { ...byAcme(), ...forced },
    seen: ordered({ issued: [notBefore - 3 * day, notBefore - day] }),
  },
  NotGranted: { inputs: forced, seen: shortened() },
  RenewBeforeIgnored: {
    inputs: { ...forced, renewBefore: "1200h" },
    seen: shortened({ renewBefore: "1200h" }),
  },
  NotInspected: {
    inputs: forced,
    seen: seen({
      material: { state: "not inspected", why: "the identity may not list the Secrets of shop" },
    }),
  },
  IssuingFailed: {
    inputs: controlled,
    seen: seen({ controller: { ...present, failure } }, fromController),
    now: notBefore + day,
  },
  SafetyNetClose: {
    inputs: { ...controlled, renewBefore: "48h", ...forced },
    seen: seen({ controller: present }, issuedAt(specOf({ ...controlled, renewBefore: "48h" }), notBefore)),
  },
  CopyUnreachable: { seen: copied({ seen: { state: "unreachable", why: "connection refused" } }) },
  WindowsOverruled: { inputs: nights, seen: issued, now: notAfter - 9 * day },
};
