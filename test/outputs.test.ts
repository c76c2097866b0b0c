import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { differingFields } from "../provider/decision/mismatches.js";
import { keptIn, outputsOf, recordedIn } from "../provider/outputs.js";
import { revealed, sealed } from "../provider/secret-outputs.js";
import { besides, requested } from "../provider/spec/requested.js";
import { granted, inputs, notBefore, recordOf, specOf } from "./support/observations.js";

const id = `shop/web-tls/${recordOf(specOf(), granted(specOf(), notBefore)).uid}`;
const names = (count: number) => Array.from({ length: count }, (_, i) => `shop-${i}.example.com`);

/** What the state holds of a specification after it was carried out. */
function stateOf(changes: Record<string, unknown>) {
  const spec = specOf(changes);
  const facts = granted(spec, notBefore);
  return outputsOf(id, { ...inputs, ...changes }, recordOf(spec, facts), facts, { besides: besides(spec) });
}

/** The fields in which the state differs from a specification, as far as it can tell. */
function differences(state: Record<string, unknown>, changes: Record<string, unknown>) {
  const spec = specOf(changes);
  const recorded = recordedIn(id, state, { ...inputs, ...changes }, spec);
  return {
    requested: differingFields(requested(spec), recorded.requested ?? {}).length > 0,
    besides: differingFields(besides(spec), recorded.besides ?? {}).length > 0,
  };
}

describe("the name of an issuer, which is its own word", () => {
  it("holds nothing that the Pulumi CLI or a terminal would obey when it shows it", () => {
    const facts = { ...granted(specOf(), notBefore), issuer: "CN=\u202eCA<{%x%}>" };
    expect(outputsOf(id, inputs, recordOf(specOf(), facts), facts, {}).issuerName).toBe("CN= CA< {%x%}>");
  });
});

describe("what the state keeps of a specification", () => {
  const same = { requested: false, besides: false };

  it("is the same for the same names in another order", () => {
    const dnsNames = names(3);
    expect(differences(stateOf({ dnsNames }), { dnsNames: dnsNames.toReversed() })).toEqual(same);
  });

  it("tells another request from what is carried out without one", () => {
    const state = stateOf({});
    expect([
      differences(state, {}),
      differences(state, { dnsNames: ["other.example.com"] }),
      differences(state, { secretTemplate: { labels: { team: "shop" } } }),
    ]).toEqual([same, { requested: true, besides: false }, { requested: false, besides: true }]);
  });

  it("is the same where an older release kept more of the hash", () => {
    const { __kept, ...outputs } = stateOf({});
    const { requested, besides } = __kept as { requested: string; besides: string };
    const version2 = {
      ...outputs,
      __kept: {
        ...(__kept as object),
        version: 2,
        requested: `${requested}01234567`,
        besides: `${besides}89abcdef`,
      },
    };
    expect(differences(version2, {})).toEqual(same);
    expect(differences(version2, { dnsNames: ["other.example.com"] }).requested).toBe(true);
  });

  it("does not grow with the names", () => {
    const sizes = [1, 100].map((count) => JSON.stringify(stateOf({ dnsNames: names(count) }).__kept).length);
    expect(sizes[0]).toBe(sizes[1]);
  });

  it("is read field by field where an older release wrote it", () => {
    const spec = specOf();
    const { __kept, ...outputs } = stateOf({});
    const version1 = {
      ...outputs,
      __kept: { ...(__kept as object), version: 1, requested: requested(spec), besides: besides(spec) },
    };
    expect(keptIn(version1, id)?.version).toBe(1);
    expect(differences(version1, {})).toEqual(same);
    expect(recordedIn(id, version1, inputs, spec).requested).toEqual(requested(spec));
  });
});

describe("the life of a resource in its state", () => {
  const { uid } = recordOf(specOf(), granted(specOf(), notBefore));
  const kept = (state: Record<string, unknown>) => state.__kept as { uid?: string };

  it("is the one that its id names, and written once", () => {
    expect([kept(stateOf({})).uid, keptIn(stateOf({}), id)?.uid]).toEqual([undefined, uid]);
  });

  it("is another one where the record says so", () => {
    const facts = granted(specOf(), notBefore);
    const state = outputsOf("shop/web-tls/before", inputs, recordOf(specOf(), facts), facts, {});
    expect([kept(state).uid, keptIn(state, "shop/web-tls/before")?.uid]).toEqual([uid, uid]);
  });

  it("is read beside the id where an older release wrote it", () => {
    const state = stateOf({});
    const version2 = { ...state, __kept: { ...kept(state), version: 2, uid: "written" } };
    expect(keptIn(version2, id)?.uid).toBe("written");
  });

  it("is not known where nothing was kept, or what a later release kept", () => {
    const state = stateOf({});
    const later = { ...state, __kept: { ...kept(state), version: 4 } };
    expect([keptIn({}, id), keptIn(later, id)]).toEqual([undefined, undefined]);
  });
});

describe("secret outputs", () => {
  const outputs = {
    privateKeyPem: "a key",
    __passwords: { "keystores.jks.password": "digest" },
    revision: 1,
  };

  it("are marked as the engine marks its own, once, and read again", () => {
    const marked = sealed(sealed(outputs));
    const secret = (value: unknown) => ({
      [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
      value,
    });
    expect(marked).toEqual({
      privateKeyPem: secret(outputs.privateKeyPem),
      __passwords: secret(outputs.__passwords),
      revision: 1,
    });
    expect([revealed(marked.privateKeyPem), revealed(outputs.privateKeyPem)]).toEqual(["a key", "a key"]);
  });

  it("are none where there is none", () => {
    expect(sealed({ revision: 1 })).toEqual({ revision: 1 });
  });
});
