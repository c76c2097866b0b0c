import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Certificate } from "../../sdk/certificate.js";
import type { CopyArgs } from "../../sdk/copy-args.js";
import { declared } from "./declared.js";

const args = { secretName: "web-tls", dnsNames: ["shop.example.com"], issuer: { selfSigned: {} } };
/** How the SDK marks a secret on the wire; by the constant of @pulumi/pulumi, runtime/rpc.ts. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const west = { kubeconfig: "west.kubeconfig", context: "west" };
const plain: CopyArgs[] = [{ namespace: "audit" }, { cluster: { context: "west" } }];
const list: CopyArgs[] = [{ namespace: "audit" }, { name: "web", cluster: west }];

describe("the copies of a Certificate in a program", () => {
  it.each<[string, (list: CopyArgs[]) => pulumi.Input<pulumi.Input<CopyArgs>[]>]>([
    ["a list", (list) => list],
    ["a list of promises", (list) => list.map((copy) => Promise.resolve(copy))],
    ["an output", (list) => pulumi.output(list)],
  ])("are a secret where one names a kubeconfig, and else plain to see: %s", async (_, given) => {
    const resources = await declared(() => {
      new Certificate("web", { ...args, copies: given(list) });
      new Certificate("api", { ...args, copies: given(plain) });
    });
    const copies = Object.fromEntries(resources.map(({ name, inputs }) => [name, inputs.copies]));
    expect(copies).toEqual({ web: secret(list), api: plain });
  });
});
