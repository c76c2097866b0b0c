import { describe, expect, it } from "vitest";
import type { ChallengeSeen, Walk } from "../../provider/cert-manager/diagnosis/walk.js";
import { challenge, event, foundIn, order, type Row, seen } from "./diagnosis-walks.js";

const urn = "urn:ietf:params:acme:error";
const pendingOrder = { orders: seen([order]), challenges: seen([]) };
const errored = (reason: string): Partial<Walk> => ({
  orders: seen([{ ...order, state: "errored", reason }]),
  challenges: seen([]),
});
const challenged = (...challenges: Partial<ChallengeSeen>[]): Partial<Walk> => ({
  challenges: seen(challenges.map((one) => ({ ...challenge, ...one }))),
});

const rows: readonly Row[] = [
  ...Object.entries({
    rateLimited: "too many certificates already issued, retry after 2026-11-03 07:13:11 UTC",
    rejectedIdentifier: "the server will not issue for the identifier",
    caa: "CAA record for web.example.test prevents issuance",
    badCSR: "CSR contains an unknown extension",
    externalAccountRequired: "external account binding required",
    serverInternal: "the database is away",
  }).map(
    ([problem, detail]) =>
      [
        `the CA refuses the order: ${problem}`,
        errored(`Failed to create Order: 400 ${urn}:${problem}: ${detail}`),
        problem,
        "Order shop/web-1-7",
        `Failed to create Order: 400 ${urn}:${problem}: ${detail}`,
      ] as const,
  ),
  [
    "the CA refuses the order for a problem that it names further down",
    errored(`Failed to create Order: 400 ${urn}:compound: some; subproblems: ${urn}:caa: [dns: a.test] no`),
    "caa",
    "Order shop/web-1-7",
    `Failed to create Order: 400 ${urn}:compound: some; subproblems: ${urn}:caa: [dns: a.test] no`,
  ],
  [
    "the CA refuses the order for a problem that nobody knows",
    errored(`Failed to create Order: 400 ${urn}:malformed: an illegal character: '_'`),
    "OrderErrored",
    "Order shop/web-1-7",
    `Failed to create Order: 400 ${urn}:malformed: an illegal character: '_'`,
  ],
  [
    "the CA has not taken the order",
    { ...pendingOrder, orders: seen([{ ...order, state: "", placed: false }]) },
    "OrderNotPlaced",
    "Order shop/web-1-7",
    "",
  ],
  [
    "no solver fits",
    {
      ...pendingOrder,
      events: seen([event("order", "Solver", "no configured challenge solvers can be used")]),
    },
    "NoSolver",
    "Order shop/web-1-7",
    "no configured challenge solvers can be used",
  ],
  [
    "no solver fits, and the event that said so is gone",
    pendingOrder,
    "NoChallenges",
    "Order shop/web-1-7",
    "the CA waits for challenges, and there is no Challenge",
  ],
  [
    "an order became invalid and its Challenges are gone",
    { orders: seen([{ ...order, state: "invalid" }]), challenges: seen([]) },
    "OrderInvalid",
    "Order shop/web-1-7",
    "",
  ],
  [
    "an order expired",
    { orders: seen([{ ...order, state: "expired" }]), challenges: seen([]) },
    "OrderExpired",
    "Order shop/web-1-7",
    "",
  ],
  ...(["connection", "dns", "incorrectResponse", "tls", "unauthorized"] as const).map(
    (problem) =>
      [
        `the CA's check of a challenge fails: ${problem}`,
        challenged({ state: "invalid", reason: `Error accepting authorization: 403 ${urn}:${problem}: no` }),
        problem,
        "Challenge shop/web-1-7-9",
        `web.example.test: Error accepting authorization: 403 ${urn}:${problem}: no`,
      ] as const,
  ),
  [
    "one Challenge is invalid and another one expired with it",
    challenged({ state: "expired", name: "a" }, { state: "invalid", name: "b", reason: "the wrong answer" }),
    "ChallengeInvalid",
    "Challenge shop/b",
    "web.example.test: the wrong answer",
  ],
  [
    "a Challenge cannot be presented",
    {
      ...challenged({ presented: false, reason: "see events and logs for details" }),
      events: seen([event("challenge", "PresentError", "Error presenting challenge: access denied")]),
    },
    "NotPresented",
    "Challenge shop/web-1-7-9",
    "web.example.test: Error presenting challenge: access denied",
  ],
  [
    "a quota leaves no room for the solver's Pod",
    challenged({ presented: false, reason: 'pods "cm-acme" is forbidden: exceeded quota: none' }),
    "SolverRefused",
    "Challenge shop/web-1-7-9",
    'web.example.test: pods "cm-acme" is forbidden: exceeded quota: none',
  ],
  [
    "the webhook of a DNS provider is not installed",
    challenged({
      presented: false,
      reason: 'none.acme.example is forbidden: User "cert-manager" cannot create',
    }),
    "NotPresented",
    "Challenge shop/web-1-7-9",
    'web.example.test: none.acme.example is forbidden: User "cert-manager" cannot create',
  ],
  [
    "the CA's directory does not name the profile",
    errored("Failed to create Order: acme: certificate authority does not advertise a profile with name x"),
    "invalidProfile",
    "Order shop/web-1-7",
    "Failed to create Order: acme: certificate authority does not advertise a profile with name x",
  ],
  [
    "the solver's Pod finds no node",
    {
      ...challenged({ reason: "Waiting for HTTP-01 challenge propagation: refused" }),
      solverPods: seen([{ name: "cm-1", owner: "challenge", ready: false, words: "Unschedulable: no node" }]),
    },
    "SolverPodNotReady",
    "Pod shop/cm-1",
    "web.example.test: Unschedulable: no node",
  ],
  [
    "the solver's Ingress is of a class that nobody has",
    {
      ...challenged({ reason: "Waiting for HTTP-01 challenge propagation: 404" }),
      solverPods: seen([{ name: "cm-1", owner: "challenge", ready: true, words: "" }]),
      solverIngresses: seen([{ name: "cm-2", owner: "challenge", ingressClassName: "ngnix" }]),
      ingressClasses: seen(["nginx"]),
    },
    "IngressClassMissing",
    "Ingress shop/cm-2",
    "web.example.test: there is no IngressClass ngnix, but nginx",
  ],
  [
    "cert-manager itself does not see the challenge",
    challenged({ reason: "Waiting for DNS-01 challenge propagation: not yet propagated" }),
    "SelfCheck",
    "Challenge shop/web-1-7-9",
    "web.example.test: not yet propagated",
  ],
  [
    "cert-manager itself finds nobody under the name",
    challenged({
      reason: `Waiting for HTTP-01 challenge propagation: failed to perform self check GET request 'http://a/(token)': Get "http://a/(token)": dial tcp 127.0.0.1:80: connect: connection refused`,
    }),
    "SelfCheck",
    "Challenge shop/web-1-7-9",
    "web.example.test: dial tcp 127.0.0.1:80: connect: connection refused",
  ],
  [
    "a Challenge waits for one of the same name",
    challenged({ processing: false, presented: false }, { name: "rival", uid: "rival", owner: "another" }),
    "Queued",
    "Challenge shop/web-1-7-9",
    "web.example.test: it waits for Challenge shop/rival, which is for the same name and type",
  ],
  [
    "a Challenge that is worked on comes before one that waits",
    challenged(
      { name: "a", processing: false, presented: false },
      { name: "b", dnsName: "b.test", presented: false, reason: "BADKEY" },
    ),
    "NotPresented",
    "Challenge shop/b",
    "b.test: BADKEY",
  ],
];

describe("what keeps the Order and its Challenges", () => {
  it.each(rows)("%s", (_, parts, code, object, words) => {
    expect(foundIn(parts)).toEqual({ code, object, words });
  });
});
