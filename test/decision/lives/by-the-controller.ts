import type { Life } from "./life.js";

/** Under ten days of life the controller renews, and Pulumi records what it did. */
export const byTheController: Life = {
  inputs: {
    issuer: undefined,
    store: undefined,
    issuerRef: { name: "letsencrypt", kind: "ClusterIssuer" },
    duration: "144h",
  },
  moments: [
    {
      at: "2026-09-02T00:00:00Z",
      happens: "it is declared",
      row: "issue - nothing exists yet at shop/web-tls; revision 1",
    },
    {
      at: "2026-09-05T00:00:00Z",
      happens: "half of its life is over, which is the controller's to see to",
      row: null,
    },
    {
      at: "2026-09-06T06:00:00Z",
      happens: "the controller renewed it",
      world: { controller: "renews" },
      row: "record - revision 2 is there, issued 2026-09-06T06:00:00Z; the state knew revision 1; the renewal time moves from 2026-09-06T00:00:00Z to 2026-09-10T06:00:00Z; revision 2 is only recorded",
    },
    {
      at: "2026-09-10T00:00:00Z",
      happens: "the program leaves what the controller renews to a refresh",
      inputs: { renewal: { record: "onRefresh" } },
      row: null,
    },
    {
      at: "2026-09-10T06:00:00Z",
      happens: "the controller renewed it",
      world: { controller: "renews" },
      row: null,
    },
    {
      at: "2026-09-16T06:00:01Z",
      happens: "the controller was not there for days, and it expired",
      row: "renew - expired on 2026-09-16T06:00:00Z; revision 4",
    },
    {
      at: "2026-09-17T00:00:00Z",
      happens: "the program would rather renew by itself",
      inputs: { renewal: { by: "pulumi" } },
      row: "repair - renewal.by of cert-manager's Certificate was default, wanted pulumi; the renewal time moves from 2026-09-20T06:00:01Z to 2026-09-19T06:00:01Z; revision 4 is written again",
    },
    { at: "2026-09-19T06:00:00Z", happens: "half of its life is left", row: null },
    {
      at: "2026-09-20T00:00:00Z",
      happens: "the controller is to renew it with a day left",
      inputs: { renewal: { by: "controller" }, renewBefore: "24h" },
      row: "repair - renewBefore of cert-manager's Certificate was none, wanted 1 day; renewal.by of cert-manager's Certificate was pulumi, wanted controller; the renewal time moves from 2026-09-19T06:00:01Z to 2026-09-21T06:00:01Z; revision 4 is written again",
    },
    { at: "2026-09-21T06:00:01Z", happens: "a day is left", row: null },
    {
      at: "2026-09-21T06:00:30Z",
      happens: "the controller failed at it",
      world: { controller: "fails", message: "the CA said no", retryAt: "2026-09-21T07:00:30Z" },
      row: "cert-manager's last try failed 2026-09-21T06:00:30Z (it tries again from 2026-09-21T07:00:30Z on): the CA said no",
    },
  ],
};
