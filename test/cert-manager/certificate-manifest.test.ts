import { describe, expect, it } from "vitest";
import { certificateManifest } from "../../provider/cert-manager/certificate-manifest.js";
import { marksOf } from "../../provider/cert-manager/marks.js";
import { applied } from "../../provider/spec/requested.js";
import { owner, specOf } from "../support/observations.js";

/** What cert-manager is told of the Secret besides its PEM. */
function told(changes: Record<string, unknown>) {
  const byController = { issuer: undefined, store: undefined, issuerRef: { name: "ca" } };
  const spec = specOf({ ...byController, ...changes });
  const { keystores, additionalOutputFormats } = certificateManifest(spec, marksOf(owner.id, "u"), {
    percentage: true,
  }).spec;
  return { keystores, additionalOutputFormats, applied: applied(spec) };
}

describe("keystores and formats in cert-manager's Certificate", () => {
  const nothing = {
    "renewal.by": "default",
    "privateKey.encoding": "PKCS1",
    "privateKey.rotationPolicy": "Always",
  };
  const passwordSecretRef = { name: "store-password", key: "password" };

  it("are left out where none is asked for", () => {
    expect(told({})).toEqual({ keystores: undefined, additionalOutputFormats: undefined, applied: nothing });
  });

  it("are passed on without cert-manager's defaults", () => {
    const pkcs12 = { create: true, profile: "LegacyRC2", passwordSecretRef };
    const jks = { create: true, alias: "certificate", password: "changeit" };
    expect(told({ keystores: { pkcs12, jks } })).toEqual({
      keystores: {
        pkcs12: { create: true, passwordSecretRef },
        jks: { create: true, password: "changeit" },
      },
      additionalOutputFormats: undefined,
      applied: {
        ...nothing,
        "keystores.pkcs12.profile": "LegacyRC2",
        "keystores.pkcs12.passwordSecretRef": "store-password/password",
        "keystores.jks.alias": "certificate",
      },
    });
  });

  it("are passed on with everything given", () => {
    const pkcs12 = { create: true, profile: "Modern2023", passwordSecretRef };
    const jks = { create: true, alias: "web", passwordSecretRef };
    const additionalOutputFormats = [{ type: "DER" }, { type: "CombinedPEM" }];
    expect(told({ keystores: { pkcs12, jks }, additionalOutputFormats })).toMatchObject({
      keystores: { pkcs12, jks },
      additionalOutputFormats: [{ type: "CombinedPEM" }, { type: "DER" }],
    });
  });
});
