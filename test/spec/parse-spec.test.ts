import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unknownValue } from "../../provider/spec/fields.js";
import { parseSpec } from "../../provider/spec/parse-spec.js";
import { readRequest } from "../../provider/x509/read-request.js";
import { inputs } from "../support/observations.js";
import { wrong } from "./wrong-inputs.js";

const parse = (changes: Record<string, unknown>) => parseSpec({ ...inputs, ...changes }, readRequest);

describe("parseSpec", () => {
  it.each(wrong)("refuses %j", (changes, property, reason) => {
    const parsed = parse(changes);
    const failures = "failures" in parsed ? parsed.failures : [];
    expect(failures.map((failure) => [failure.property, failure.reason.slice(0, reason.length)])).toEqual([
      [property, reason],
    ]);
  });

  it("reports all that is wrong at once, also beside what is not known yet", () => {
    const parsed = parse({ secretName: unknownValue, duration: "90d", isCA: 1 });
    expect("failures" in parsed && parsed.failures.map((failure) => failure.property)).toEqual([
      "duration",
      "isCA",
    ]);
  });

  it("names everything that it waits for", () => {
    const parsed = parse({
      dnsNames: ["a.example.com", unknownValue],
      issuer: { ca: { secretName: "ca", fingerprint: unknownValue } },
      renewal: { trigger: { leaked: [unknownValue] } },
    });
    expect(parsed).toEqual({ waitingOn: ["dnsNames[1]", "issuer.ca.fingerprint", "renewal.trigger"] });
  });

  it("never shows what may be a private key", () => {
    const pem =
      "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----";
    for (const field of ["commonName", "secretName", "duration", "namespace"])
      expect(JSON.stringify(parse({ [field]: pem }))).not.toContain("MIGH");
    expect(
      JSON.stringify(parse({ issuer: { ca: { certificatePem: pem, privateKeyPem: "x" } } })),
    ).not.toContain("MIGH");
  });

  it("fills in cert-manager's defaults", () => {
    expect(parse({ namespace: undefined, isCA: true })).toMatchObject({
      spec: {
        namespace: "default",
        duration: 7_776_000_000,
        privateKey: { algorithm: "RSA", size: 2048, encoding: "PKCS1", rotationPolicy: "Always" },
        usages: ["cert sign", "digital signature", "key encipherment"],
      },
    });
  });

  it("reads names as sets: order, case and repetition mean nothing", () => {
    const one = parse({
      dnsNames: ["B.example.com", "a.example.com"],
      ipAddresses: ["::ffff:10.0.0.1", "2001:DB8:0::1"],
    });
    const other = parse({
      dnsNames: ["a.example.com", "b.example.com", "a.example.com"],
      ipAddresses: ["2001:db8::1", "10.0.0.1"],
    });
    expect(one).toEqual(other);
  });

  it("is total: no inputs make it throw", () => {
    const value = fc.oneof(fc.jsonValue(), fc.constant(unknownValue));
    const anything = fc.dictionary(
      fc.oneof(
        fc.constantFrom(...Object.keys(inputs), "privateKey", "renewal", "duration", "subject"),
        fc.string(),
      ),
      value,
    );
    fc.assert(fc.property(anything, (given) => void parseSpec(given, readRequest)));
  });
});
