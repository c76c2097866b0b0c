import type { Life } from "./life.js";

/** Ninety days at a time through cert-manager: Pulumi renews, and the controller is the net below. */
export const byCertManager: Life = {
  inputs: { issuer: undefined, store: undefined, issuerRef: { name: "letsencrypt", kind: "ClusterIssuer" } },
  moments: [
    {
      at: "2026-09-02T00:00:00Z",
      happens: "it is declared",
      row: "issue - nothing exists yet at shop/web-tls; revision 1",
    },
    { at: "2026-09-03T00:00:00Z", happens: "a day passes", row: null },
    { at: "2026-10-31T23:59:59Z", happens: "it is a second before it falls due", row: null },
    {
      at: "2026-11-01T00:00:00Z",
      happens: "it falls due",
      row: "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    },
    { at: "2026-11-01T00:01:00Z", happens: "the pipeline runs once more", row: null },
    {
      at: "2026-11-05T00:00:00Z",
      happens: "a name is added",
      inputs: { dnsNames: ["shop.example.com", "www.example.com"] },
      row: "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; revision 3",
    },
    {
      at: "2026-11-06T00:00:00Z",
      happens: "the Secret is deleted",
      world: { secret: "deleted" },
      row: "reissue - the Secret is gone, and its private key with it; revision 4",
    },
    {
      at: "2026-11-07T00:00:00Z",
      happens: "somebody pastes another key into it",
      world: {
        secret: {
          code: "InvalidKeyPair",
          field: "tls.key",
          observed: "the key of another certificate",
          wanted: "the certificate's key",
        },
        key: "lost",
      },
      row: "reissue - tls.key in the Secret is not the certificate's key: it is the key of another certificate; revision 5",
    },
    {
      at: "2027-01-20T00:00:00Z",
      happens: "no pipeline ran for ten weeks, and the controller renewed",
      world: { controller: "renews" },
      row: "record - revision 6 is there, issued 2027-01-20T00:00:00Z; the state knew revision 5; the renewal time moves from 2027-01-06T00:00:00Z to 2027-03-21T00:00:00Z; revision 6 is only recorded",
    },
    {
      at: "2027-01-21T00:00:00Z",
      happens: "the CA grants no client authentication any more, which nobody asked for",
      world: { caGrants: ["digital signature", "key encipherment", "server auth"] },
      row: null,
    },
    {
      at: "2027-01-22T00:00:00Z",
      happens: "the program asks for client authentication",
      inputs: { usages: ["digital signature", "key encipherment", "server auth", "client auth"] },
      row: "reissue - usages was digital signature, key encipherment, wanted client auth, digital signature, key encipherment, server auth; revision 7",
    },
    { at: "2027-01-23T00:00:00Z", happens: "the CA did not grant it, and is not asked again", row: null },
    {
      at: "2027-01-24T00:00:00Z",
      happens: "a label is wanted, and the CA's refusal is told beside it",
      inputs: { secretTemplate: { labels: { team: "web" } } },
      row: "repair - secretTemplate.labels.team is not as the program has it; revision 7 is written again (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-01-25T00:00:00Z",
      happens: "the issuance that somebody else forced fails",
      world: {
        controller: "fails",
        message: "429 urn:ietf:params:acme:error:rateLimited",
        retryAt: "2027-01-25T01:00:00Z",
      },
      row: "cert-manager's last try failed 2027-01-25T00:00:00Z (it tries again from 2027-01-25T01:00:00Z on): 429 urn:ietf:params:acme:error:rateLimited",
    },
    {
      at: "2027-01-25T00:30:00Z",
      happens: "a renewal is forced while cert-manager is backing off",
      inputs: { renewal: { trigger: "leak" } },
      row: "defer - cert-manager tries again by itself from 2027-01-25T01:00:00Z on, after it failed 2027-01-25T00:00:00Z: 429 urn:ietf:params:acme:error:rateLimited; while that is so, up fails",
    },
    {
      at: "2027-01-25T01:00:00Z",
      happens: "its backoff is over",
      row: "renew - forced: renewal.trigger was none, is leak; revision 8 (usages is digital signature, key encipherment, server auth, though client auth was asked for; cert-manager's last try failed 2027-01-25T00:00:00Z (it tries again from 2027-01-25T01:00:00Z on): 429 urn:ietf:params:acme:error:rateLimited)",
    },
    {
      at: "2027-01-26T00:00:00Z",
      happens: "somebody edits cert-manager's Certificate",
      world: { controller: "Certificate edited" },
      row: "repair - cert-manager's Certificate was edited; revision 8 is written again (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-01-27T00:00:00Z",
      happens: "somebody deletes it",
      world: { controller: "Certificate deleted" },
      row: "repair - cert-manager's Certificate is gone; revision 8 is written again (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-01-28T00:00:00Z",
      happens: "the record is deleted",
      world: { record: "deleted" },
      row: "repair - the record beside the Secret is at fault: it is gone; revision 8 is written again (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-01-29T00:00:00Z",
      happens: "the cluster is gone",
      world: { place: "away" },
      row: "defer - what is there is not known: connection refused; by what the state knows, nothing is to be done",
    },
    {
      at: "2027-01-29T01:00:00Z",
      happens: "a name is taken out while it is gone",
      inputs: { dnsNames: ["shop.example.com"] },
      row: "defer - what is there is not known: connection refused; while that is so, up fails",
    },
    {
      at: "2027-01-30T00:00:00Z",
      happens: "the cluster is back",
      world: { place: "back" },
      row: "reissue - dnsNames was shop.example.com, www.example.com, wanted shop.example.com; revision 9 (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-01-31T00:00:00Z",
      happens: "the kubeconfig leads to another cluster",
      world: { place: "another cluster" },
      row: "defer - this is another cluster (uid:other) than the one it was issued in (uid:this); while that is so, up fails",
    },
    {
      at: "2027-02-01T00:00:00Z",
      happens: "it leads to the right one again",
      world: { place: "back" },
      row: null,
    },
    {
      at: "2027-02-02T00:00:00Z",
      happens: "the state is lost",
      world: { stateLost: true },
      row: "record - revision 9 is there already and fits; only the state did not know it; revision 9 is only recorded (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
    {
      at: "2027-06-01T00:00:00Z",
      happens: "nothing ran for months, not even the controller",
      row: "renew - expired on 2027-04-30T00:00:00Z; revision 10 (usages is digital signature, key encipherment, server auth, though client auth was asked for)",
    },
  ],
};
