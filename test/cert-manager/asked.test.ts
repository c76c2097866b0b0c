import { describe, expect, it } from "vitest";
import { certificateManifest } from "../../provider/cert-manager/certificate-manifest.js";
import { forcedBy, marksOf } from "../../provider/cert-manager/marks.js";
import type { CertificateObject } from "../../provider/cert-manager/objects.js";
import { asked } from "../../provider/cert-manager/seen.js";
import { owner, specOf } from "../support/observations.js";

const byController = { issuer: undefined, store: undefined, issuerRef: { name: "ca" } };
const seen = { state: "present", edited: false } as const;

/** cert-manager's Certificate as it was applied for a specification, and what stands in its status. */
function applied(changes: object = {}, ready = "True", percentage = true): CertificateObject {
  const manifest = certificateManifest(specOf({ ...byController, ...changes }), marksOf(owner.id, "u"), {
    percentage,
  });
  const conditions = [{ type: "Ready", status: ready, observedGeneration: 1 }];
  return {
    ...manifest,
    metadata: { name: "web-tls", uid: "1", resourceVersion: "1", generation: 1 },
    status: { conditions },
  } as unknown as CertificateObject;
}

describe("whether cert-manager was asked for this already", () => {
  const rows: readonly [
    sentence: string,
    object: CertificateObject | undefined,
    wanted: string | undefined,
  ][] = [
    ["has fulfilled it", applied(), "fulfilled"],
    ["is still at it", applied({}, "False"), "pending"],
    ["was asked for other names", applied({ dnsNames: ["www.example.com"] }), undefined],
    ["was asked for another duration", applied({ duration: "100h" }, "False"), undefined],
    [
      "was asked in the words of an old release",
      applied({ renewBeforePercentage: 20 }, "True", false),
      undefined,
    ],
    ["is not there", undefined, undefined],
  ];

  it.each(rows)("it %s", (_sentence, object, wanted) => {
    const found = asked(seen, object, specOf(byController), owner);
    expect(found).toEqual(wanted === undefined ? seen : { ...seen, asked: wanted });
  });

  it("knows an old release's words for the same wish", () => {
    const wish = { ...byController, renewBeforePercentage: 20 };
    expect(asked(seen, applied({ renewBeforePercentage: 20 }, "True", false), specOf(wish), owner)).toEqual({
      ...seen,
      asked: "fulfilled",
    });
  });

  it("says nothing of a Certificate that is not there", () => {
    expect(asked({ state: "absent" }, undefined, specOf(byController), owner)).toEqual({ state: "absent" });
  });
});

describe("a forced renewal that was begun", () => {
  const at = (revision: number | undefined, annotations?: Record<string, string>): CertificateObject => ({
    metadata: { name: "web-tls", uid: "1", resourceVersion: "1", ...(annotations && { annotations }) },
    spec: { secretName: "web-tls" },
    status: revision === undefined ? {} : { revision },
  });
  const begun = marksOf("o", "u", { trigger: "2", above: 3 }).annotations;

  it.each([
    ["is done at a higher revision", at(4, begun), "2"],
    ["is not done at the revision from which it began", at(3, begun), undefined],
    ["is not done without a revision", at(undefined, begun), undefined],
    ["is none without a mark", at(4, marksOf("o", "u").annotations), undefined],
    ["is none without annotations", at(4), undefined],
    ["is none where a hand has garbled the mark", at(4, { "kubecerts.io/forced": "{" }), undefined],
    [
      "is none where the mark says something else",
      at(4, { "kubecerts.io/forced": '{"trigger":2,"above":3}' }),
      undefined,
    ],
  ])("%s", (_sentence, object, wanted) => {
    expect(forcedBy(object)).toBe(wanted);
  });
});
