import type { Life } from "./life.js";

const at = Date.UTC;
const window = (start: number, end: number, explanationUrl?: string) => ({
  start,
  end,
  checkedAt: at(2026, 8, 2),
  nextCheck: at(2026, 8, 3),
  ...(explanationUrl === undefined ? {} : { explanationUrl }),
});

/** What is due is held back by the user's windows and the CA's limits, and hurried by the CA's own window. */
export const underLimits: Life = {
  inputs: {
    renewal: { windows: [{ days: ["Tue"], start: "22:00", end: "02:00", timeZone: "Europe/Berlin" }] },
  },
  moments: [
    {
      at: "2026-09-02T00:00:00Z",
      happens: "it is declared, on a Wednesday: an issue waits for no window",
      row: "issue - nothing exists yet at shop/web-tls; revision 1",
    },
    {
      at: "2026-11-01T00:00:00Z",
      happens: "it falls due, on a Sunday",
      row: "defer - due since 2026-11-01T00:00:00Z, and held back until 2026-11-03T21:00:00Z, when the next window opens",
    },
    {
      at: "2026-11-02T00:00:00Z",
      happens: "a label is wanted, which needs no window",
      inputs: { secretTemplate: { labels: { team: "web" } } },
      row: "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again (due since 2026-11-01T00:00:00Z, and held back until 2026-11-03T21:00:00Z, when the next window opens)",
    },
    {
      at: "2026-11-03T20:59:59Z",
      happens: "it is a second before the window opens",
      row: "defer - due since 2026-11-01T00:00:00Z, and held back until 2026-11-03T21:00:00Z, when the next window opens",
    },
    {
      at: "2026-11-03T21:00:00Z",
      happens: "the window opens",
      row: "renew - due since 2026-11-01T00:00:00Z (a third of its 90 days remained); it ends 2026-12-01T00:00:00Z; revision 2",
    },
    {
      at: "2026-11-10T00:00:00Z",
      happens: "the CA would have it renewed around Christmas",
      world: { caSays: { renewalInfo: window(at(2026, 11, 24), at(2026, 11, 26)) } },
      row: "record - the renewal time moves from 2027-01-02T21:00:00Z to 2026-12-24T00:00:00Z; revision 2 is only recorded",
    },
    {
      at: "2026-11-12T00:00:00Z",
      happens: "the CA is about to revoke, and would have had it renewed by yesterday",
      world: {
        caSays: { renewalInfo: window(at(2026, 10, 10), at(2026, 10, 11), "https://ca.example/incident") },
      },
      row: "renew - due since 2026-11-10T00:00:00Z (the CA would have it renewed between 2026-11-10T00:00:00Z and 2026-11-11T00:00:00Z, see https://ca.example/incident); it ends 2027-02-01T21:00:00Z; the renewal time moves from 2026-12-24T00:00:00Z to 2026-11-10T00:00:00Z; revision 3 (renewal.windows is overruled: it opens only on 2026-11-17T21:00:00Z, and the last safety margin began 2026-11-11T00:00:00Z)",
    },
    {
      at: "2026-11-13T00:00:00Z",
      happens: "the CA limits orders, and none is wanted",
      world: {
        caSays: {
          retryAfter: {
            until: at(2026, 10, 20),
            detail: "too many certificates already issued",
            names: ["shop.example.com"],
          },
        },
      },
      row: null,
    },
    {
      at: "2026-11-14T00:00:00Z",
      happens: "a renewal is forced all the same",
      inputs: { renewal: { trigger: "leak" } },
      row: "defer - the CA takes no order for these names before 2026-11-20T00:00:00Z: too many certificates already issued; while that is so, up fails",
    },
    {
      at: "2026-11-15T00:00:00Z",
      happens: "other names are tried at once",
      inputs: { dnsNames: ["shop.example.com", "www.example.com"] },
      row: "reissue - dnsNames was shop.example.com, wanted shop.example.com, www.example.com; forced: renewal.trigger was none, is leak; revision 4",
    },
    {
      at: "2027-02-04T00:00:00Z",
      happens: "it is due in a window that opens too late",
      inputs: { renewal: { trigger: "leak", windows: [{ days: ["Mon"], start: "00:00", end: "01:00" }] } },
      row: "renew - due since 2027-01-14T00:00:00Z (a third of its 90 days remained); it ends 2027-02-13T00:00:00Z; revision 5 (renewal.windows is overruled: it opens only on 2027-02-08T00:00:00Z, and the last safety margin began 2027-02-03T00:00:00Z)",
    },
  ],
};
