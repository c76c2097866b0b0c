import type { CopySeen } from "../../provider/record/copy-seen.js";
import type { MaterialChange, Observed, Present } from "../../provider/record/observed.js";
import { day, issuedAt, notBefore, recordedOf, specOf } from "../support/observations.js";

/** A certificate that stands as it was issued. */
export const issued = issuedAt(specOf(), notBefore);

/** The inputs of a certificate that cert-manager's controller issues. */
export const controlled = {
  issuer: undefined,
  store: undefined,
  issuerRef: { name: "letsencrypt", kind: "ClusterIssuer" },
};

/** Its cert-manager Certificate, as it was applied. */
export const present = { state: "present", edited: false } as const;

/** A certificate that stands as the controller issued it. */
export const fromController = { ...issuedAt(specOf(controlled), notBefore), controller: present };

/** {@link issued}, or another one, but for these changes. */
export const seen = (changes: Partial<Observed & Present>, of: Observed = issued) =>
  ({ ...of, ...changes }) as Observed;

/** A Secret of which one thing changed. */
export const changed = (change: MaterialChange, restorable = true) =>
  seen({ material: { state: "changed", restorable, changes: [change] } });

/** A record that holds this of an ACME CA. */
export const noted = (acme: object) =>
  seen({ record: { ...issued.record, acme: { issued: [], ...acme } } as Present["record"] });

const production = "https://acme-v02.api.letsencrypt.org/directory";

/** What the record calls Let's Encrypt's production directory. */
export const letsEncrypt = `acme ${production}`;

/** The inputs of a certificate from there, or from another ACME CA. */
export const byAcme = (acme: object = {}) => ({
  duration: undefined,
  issuer: {
    acme: { server: production, solvers: [{ http01: { webroot: { directory: "/srv" } } }], ...acme },
  },
});

/** A certificate from there, whose record holds this of it. */
export const ordered = (acme: object) => {
  const of = issuedAt(specOf(byAcme()), notBefore) as Observed & Present;
  return seen(
    { record: { ...of.record, acme: { account: "https://ca.example/1", issued: [], ...acme } } },
    of,
  );
};

/** A copy on the list that holds the certificate, but for what is said. */
export const copied = (changes: Partial<CopySeen>) =>
  seen({
    copies: [
      {
        name: "audit/web-tls",
        listed: 0,
        holds: issued.certificate.fingerprint,
        seen: { state: "intact" },
        ...changes,
      },
    ],
  });

/** A certificate of 45 days, where 90 were asked for. */
export const shortened = (inputs = {}) => {
  const of = issuedAt(specOf(inputs), notBefore);
  const certificate = { ...issued.certificate, notAfter: notBefore + 45 * day };
  const record = { ...of.record, renewalTime: notBefore + 30 * day };
  return seen({ certificate, record, recorded: recordedOf(record, certificate) });
};
