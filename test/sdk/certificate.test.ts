import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Certificate, type CertificateArgs } from "../../sdk/certificate.js";
import { keystoresInputs } from "../../sdk/keystores-args.js";
import { declared } from "./declared.js";

const args = { secretName: "web-tls", dnsNames: ["shop.example.com"], issuer: { selfSigned: {} } };

describe("a Certificate in a program", () => {
  it("leaves the depth of stacks as the program set it", async () => {
    const before = Error.stackTraceLimit;
    await declared(() => void new Certificate("web", args));
    expect(Error.stackTraceLimit).toBe(before);
  });

  it("leaves it also when the program's own transformation fails, whose error says where", async () => {
    const before = Error.stackTraceLimit;
    const mine = () => {
      throw new Error("not today");
    };
    let failure: Error | undefined;
    await declared(() => {
      try {
        new Certificate("web", args, { transformations: [mine] });
      } catch (error) {
        failure = error as Error;
      }
    });
    expect(Error.stackTraceLimit).toBe(before);
    expect(failure?.stack).toMatch(/not today\n\s+at mine .*certificate\.test\.ts/);
  });

  it.each<[field: string, wrong: object]>([
    ["issuer", { issuer: { ca: "root" } }],
    ["issuer", { issuer: { acme: "letsencrypt" } }],
    ["copies", { copies: { namespace: "audit" } }],
    ["copies", { copies: [null] }],
    ["keystores", { keystores: "jks" }],
    ["keystores", { keystores: { jks: null } }],
  ])("leaves %s of a wrong form to the provider, which names what is wrong: %j", async (field, wrong) => {
    const [resource] = await declared(
      () => void new Certificate("web", { ...args, ...wrong } as unknown as CertificateArgs),
    );
    expect(resource?.inputs[field]).toEqual(Object.values(wrong)[0]);
  });

  it("leaves the form of stacks as the program set it", async () => {
    const before = Error.prepareStackTrace;
    await declared(() => void new Certificate("web", args));
    expect(Error.prepareStackTrace).toBe(before);
  });

  it("makes the passwords of keystores Pulumi secrets", async () => {
    const jks = { create: true, password: "changeit" };
    const keystores = {
      jks,
      pkcs12: { create: true, passwordSecretRef: { name: "store", key: "password" } },
    };
    const secrecy = (inputs: pulumi.Inputs) => pulumi.isSecret(pulumi.output(inputs.keystores));
    expect([
      await secrecy(keystoresInputs({ ...args, keystores })),
      await secrecy(keystoresInputs({ ...args, keystores: { pkcs12: keystores.pkcs12 } })),
    ]).toEqual([true, false]);
  });
});
