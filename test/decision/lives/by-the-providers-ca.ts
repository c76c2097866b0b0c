import type { Life } from "./life.js";

const pem = (observed: string) =>
  ({ code: "SecretMismatch", field: "tls.crt", observed, wanted: "the recorded certificate" }) as const;

/** Ninety days at a time by a CA in a Secret, with no controller: only `up` renews. */
export const byTheProvidersCa: Life = {
  inputs: { issuer: { ca: { secretName: "root-ca" } } },
  moments: [
    {
      at: "2026-09-02T00:00:00Z",
      happens: "it is declared",
      row: "issue - nothing exists yet at shop/web-tls; revision 1",
    },
    { at: "2026-10-31T23:59:59Z", happens: "it is a second before it falls due", row: null },
    {
      at: "2026-11-01T00:00:00Z",
      happens: "it falls due",
      row: "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    },
    {
      at: "2026-11-02T00:00:00Z",
      happens: "half of its life is to remain from now on",
      inputs: { renewBeforePercentage: 50 },
      row: "record - the renewal time moves from 2026-12-31T00:00:00Z to 2026-12-16T00:00:00Z; revision 2 is only recorded",
    },
    {
      at: "2026-11-03T00:00:00Z",
      happens: "a name is added",
      inputs: { dnsNames: ["shop.example.com", "www.example.com"] },
      row: "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; revision 3",
    },
    {
      at: "2026-11-04T00:00:00Z",
      happens: "an elliptic key is wanted",
      inputs: { privateKey: { algorithm: "ECDSA" } },
      row: "reissue - privateKey.algorithm was RSA, wanted ECDSA; privateKey.size was 2048, wanted 256; revision 4",
    },
    {
      at: "2026-11-05T00:00:00Z",
      happens: "the Secret is deleted",
      world: { secret: "deleted" },
      row: "reissue - the Secret is gone, and its private key with it; revision 5",
    },
    {
      at: "2026-11-06T00:00:00Z",
      happens: "somebody edits its certificate",
      world: { secret: pem("text that is no certificate"), key: "kept" },
      row: "repair - tls.crt in the Secret is text that is no certificate, wanted the recorded certificate; revision 5 is written again",
    },
    {
      at: "2026-11-07T00:00:00Z",
      happens: "somebody makes it Opaque",
      world: {
        secret: { code: "TypeChanged", field: "type", observed: "Opaque", wanted: "kubernetes.io/tls" },
        key: "kept",
      },
      row: "repair - the Secret's type is Opaque, wanted kubernetes.io/tls; revision 5 is written again",
    },
    {
      at: "2026-11-08T00:00:00Z",
      happens: "somebody takes its key out",
      world: {
        secret: { code: "MissingData", field: "tls.key", observed: "none", wanted: "a key" },
        key: "lost",
      },
      row: "reissue - the Secret lacks tls.key; revision 6",
    },
    {
      at: "2026-11-09T00:00:00Z",
      happens: "the record loses its label",
      world: { record: "unlabelled" },
      row: "repair - the record beside the Secret is at fault: its label was removed; revision 6 is written again",
    },
    {
      at: "2026-11-10T00:00:00Z",
      happens: "the record is deleted",
      world: { record: "deleted" },
      row: "repair - the record beside the Secret is at fault: it is gone; revision 6 is written again",
    },
    {
      at: "2026-11-11T00:00:00Z",
      happens: "a label is wanted",
      inputs: { secretTemplate: { labels: { team: "web" } } },
      row: "repair - secretTemplate.labels.team is not as the program has it; revision 6 is written again",
    },
    {
      at: "2026-11-12T00:00:00Z",
      happens: "another encoding is wanted",
      inputs: { privateKey: { algorithm: "ECDSA", encoding: "PKCS8" } },
      row: "repair - privateKey.encoding of the Secret was PKCS1, wanted PKCS8; revision 6 is written again",
    },
    {
      at: "2026-11-13T00:00:00Z",
      happens: "the CA has another key",
      world: { caKey: "d" },
      row: "reissue - the CA's key is another one: signed by key cccccccccccc, wanted key dddddddddddd of CN=root; revision 7",
    },
    {
      at: "2026-11-14T00:00:00Z",
      happens: "a shorter life is wanted",
      inputs: { duration: "720h" },
      row: "reissue - duration was 90 days, wanted 30 days; revision 8",
    },
    {
      at: "2026-11-15T00:00:00Z",
      happens: "a key leaked",
      inputs: { renewal: { trigger: "leak" } },
      row: "renew - forced: renewal.trigger was none, is leak; revision 9",
    },
    {
      at: "2026-11-16T00:00:00Z",
      happens: "the folder cannot be read",
      world: { place: "away" },
      row: "defer - what is there is not known: connection refused; by what the state knows, nothing is to be done",
    },
    {
      at: "2026-11-30T00:00:00Z",
      happens: "it is due, and the folder still cannot be read",
      row: "defer - what is there is not known: connection refused; while that is so, up fails",
    },
    {
      at: "2026-12-01T00:00:00Z",
      happens: "it can be read again",
      world: { place: "back" },
      row: "renew - due since 2026-11-30T00:00:00Z (renewBeforePercentage is 50 % of its 30 days); it ends 2026-12-15T00:00:00Z; revision 10",
    },
    {
      at: "2026-12-02T00:00:00Z",
      happens: "the state is lost",
      world: { stateLost: true },
      row: "record - revision 10 is there already and fits; only the state did not know it; revision 10 is only recorded",
    },
    {
      at: "2027-02-01T00:00:00Z",
      happens: "no pipeline ran for two months",
      row: "renew - expired on 2026-12-31T00:00:00Z; revision 11",
    },
    { at: "2027-02-01T00:00:01Z", happens: "it runs once more", row: null },
  ],
};
