import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causeOf } from "../../provider/cert-manager/diagnosis/cause-of.js";
import { explainCause } from "../../provider/cert-manager/diagnosis/explain-cause.js";
import type { Part, Walk } from "../../provider/cert-manager/diagnosis/walk.js";
import {
  began,
  certificate,
  challenge,
  condition,
  event,
  failed,
  order,
  request,
  walkOf,
} from "./diagnosis-walks.js";

const hour = 3_600_000;
const instants = fc.integer({ min: began - 100 * hour, max: began + 100 * hour });
const states = fc.constantFrom(
  "",
  "pending",
  "ready",
  "processing",
  "valid",
  "invalid",
  "errored",
  "expired",
  "new",
);
const reasons = fc.constantFrom(
  "",
  "Waiting for HTTP-01 challenge propagation",
  "429 urn:ietf:params:acme:error:rateLimited: no",
);

/** A part that was looked at, or was not for any of the reasons. */
function part<T>(found: fc.Arbitrary<T>): fc.Arbitrary<Part<T>> {
  return fc.oneof(
    found.map((one) => ({ state: "seen", found: one }) as const),
    fc
      .constantFrom("forbidden", "notServed", "unreachable", "notAsked")
      .map((why) => ({ state: "notLookedAt", why: why as "forbidden" }) as const),
    fc.constant({ state: "notLookedAt", why: "failed", message: "it is on fire" } as const),
  );
}

const conditions = fc.array(
  fc
    .record({
      type: fc.constantFrom("Ready", "Issuing", "Approved", "Denied", "InvalidRequest"),
      status: fc.constantFrom("True", "False", "Unknown"),
      reason: fc.constantFrom("", "Pending", "Failed", "Issued"),
      generation: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ type, status, reason, generation }) => ({
      ...condition(type, status, reason, "so it says"),
      observedGeneration: generation,
    })),
  { maxLength: 4 },
);

const walks: fc.Arbitrary<Walk> = fc
  .record({
    certificates: part(
      fc.array(
        fc
          .tuple(fc.constantFrom(certificate, failed), fc.constantFrom("web", "api"), conditions)
          .map(([one, name, conditions]) => ({ ...one, name, conditions })),
        { maxLength: 3 },
      ),
    ),
    secretOwner: part(fc.constantFrom(undefined, "web", "api", "gone")),
    issuer: part(
      fc.option(
        conditions.map((conditions) => ({ conditions })),
        { nil: undefined },
      ),
    ),
    requests: part(
      fc.array(
        conditions.map((conditions) => ({ ...request, conditions })),
        { maxLength: 2 },
      ),
    ),
    orders: part(
      fc.array(
        fc
          .tuple(states, reasons, fc.boolean())
          .map(([state, reason, placed]) => ({ ...order, state, reason, placed })),
        { maxLength: 2 },
      ),
    ),
    challenges: part(
      fc.array(
        fc
          .tuple(states, reasons, fc.boolean(), fc.boolean())
          .map(([state, reason, processing, presented]) => ({
            ...challenge,
            state,
            reason,
            processing,
            presented,
          })),
        { maxLength: 3 },
      ),
    ),
    events: part(
      fc.array(
        fc
          .tuple(
            fc.constantFrom("certificate", "order", "challenge"),
            fc.constantFrom("Solver", "PresentError", "RequestFailed", "CannotRegenerateKey"),
          )
          .map(([about, reason]) => event(about, reason, "it happened")),
        { maxLength: 3 },
      ),
    ),
    deployments: part(
      fc.array(
        fc.constantFrom("controller", "webhook").map((component) => ({
          namespace: "cert-manager",
          name: component,
          component,
          wanted: 1,
          available: 0,
        })),
        { maxLength: 2 },
      ),
    ),
  })
  .map(walkOf);

describe("the cause", () => {
  it("is found, named and explained whatever part of the walk was not looked at", () => {
    fc.assert(
      fc.property(walks, instants, (walk, now) => {
        const cause = causeOf(walk, now);
        expect(cause.object).not.toBe("");
        expect(cause.todo).not.toBe("");
        expect(explainCause(cause)).toMatch(/^[A-Z].*[.!?]$/s);
        expect(explainCause(cause)).not.toContain("undefined");
      }),
    );
  });

  it("promises nothing that is past", () => {
    fc.assert(
      fc.property(walks, instants, (walk, now) => {
        const { retryAt = now + 1, stillValidUntil = now + 1 } = causeOf(walk, now);
        expect(retryAt).toBeGreaterThan(now);
        expect(stillValidUntil).toBeGreaterThan(now);
      }),
    );
  });
});
