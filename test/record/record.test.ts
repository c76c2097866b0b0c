import { describe, expect, it } from "vitest";
import { decide } from "../../provider/decision/decide.js";
import type { AcmeNotes } from "../../provider/record/acme-notes.js";
import { type CertificateRecord, formatRecord, parseRecord } from "../../provider/record/record.js";
import { day, issuedAt, notBefore, specOf } from "../support/observations.js";

const { record } = issuedAt(specOf(), notBefore);

const notes: AcmeNotes = {
  account: "https://ca.example/acct/1",
  orderUrl: "https://ca.example/order/2",
  renewalInfo: {
    start: notBefore + 60 * day,
    end: notBefore + 62 * day,
    explanationUrl: "https://ca.example/why",
    checkedAt: notBefore + day,
    nextCheck: notBefore + 2 * day,
  },
  retryAfter: { until: notBefore + 7 * day, detail: "too many certificates", names: ["shop.example.com"] },
  issued: [notBefore - day, notBefore],
};

/** What is read of a record whose notes are these. */
const read = (acme: unknown) =>
  (parseRecord(JSON.stringify({ ...JSON.parse(formatRecord(record)), acme })) as CertificateRecord).acme;

describe("a record", () => {
  it("is the same after it was written and read, with notes and without", () => {
    for (const one of [record, { ...record, acme: notes }, { ...record, acme: { issued: [] } }])
      expect(parseRecord(formatRecord(one))).toEqual(one);
  });

  it("holds instants as RFC 3339 in UTC, for whoever reads it with kubectl", () => {
    expect(JSON.parse(formatRecord({ ...record, acme: notes })).acme).toEqual({
      account: "https://ca.example/acct/1",
      orderUrl: "https://ca.example/order/2",
      renewalInfo: {
        start: "2026-11-01T00:00:00Z",
        end: "2026-11-03T00:00:00Z",
        explanationUrl: "https://ca.example/why",
        checkedAt: "2026-09-03T00:00:00Z",
        nextCheck: "2026-09-04T00:00:00Z",
      },
      retryAfter: {
        until: "2026-09-09T00:00:00Z",
        detail: "too many certificates",
        names: ["shop.example.com"],
      },
      issued: ["2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z"],
    });
  });

  it("keeps the last ten issuances", () => {
    const issued = Array.from({ length: 12 }, (_, index) => notBefore + index * day);
    expect(parseRecord(formatRecord({ ...record, acme: { issued } }))).toEqual({
      ...record,
      acme: { issued: issued.slice(2) },
    });
  });

  const window = { start: "2026-11-01T00:00:00Z", end: "2026-11-03T00:00:00Z" };
  const garbled: readonly [sentence: string, acme: unknown, wanted: AcmeNotes | undefined][] = [
    ["notes that are none", "garbage", undefined],
    ["an account that is no text", { account: 1 }, { issued: [] }],
    [
      "a window that ends before it starts",
      { renewalInfo: { start: window.end, end: window.start } },
      { issued: [] },
    ],
    ["a window without an end", { renewalInfo: { start: window.start } }, { issued: [] }],
    [
      "a page that is no URL",
      { renewalInfo: { ...window, explanationUrl: "javascript:alert(1)" } },
      {
        renewalInfo: {
          start: notBefore + 60 * day,
          end: notBefore + 62 * day,
          checkedAt: notBefore + 60 * day,
          nextCheck: notBefore + 60 * day,
        },
        issued: [],
      },
    ],
    ["a limit without an instant", { retryAfter: { detail: "later" } }, { issued: [] }],
    [
      "issuances that are no instants",
      { issued: ["yesterday", 3, "2026-09-02T00:00:00Z"] },
      { issued: [notBefore] },
    ],
  ];

  it.each(garbled)("stays good beside %s", (_sentence, acme, wanted) => {
    expect(read(acme)).toEqual(wanted);
  });
});

describe("a record whose fields are of another form", () => {
  const whole = JSON.parse(formatRecord({ ...record, crl: { pem: "", number: 1, nextUpdate: "" } }));
  const values = [null, 7, "x", true, [], {}, [null], { a: null }, { a: [7] }];
  const known = Object.keys({
    ...whole,
    trigger: 0,
    form: 0,
    keystores: 0,
    applied: 0,
    adopted: 0,
    caPem: 0,
  });

  it("is unreadable, or decisions can be made of it all the same", () => {
    for (const field of known)
      for (const value of values) {
        const read = parseRecord(JSON.stringify({ ...whole, [field]: value }));
        if ("unreadable" in read) continue;
        expect(() =>
          decide(specOf(), { ...issuedAt(specOf(), notBefore), record: read }, notBefore),
        ).not.toThrow();
      }
  });

  it("is unreadable where its revision is none that has a next", () => {
    expect(parseRecord(JSON.stringify({ ...whole, revision: Number.MAX_SAFE_INTEGER }))).toEqual({
      unreadable: "revision is not of its form",
    });
  });
});
