import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { Certificate } from "../../sdk/certificate.js";
import { letsEncrypt } from "../../sdk/directories.js";
import { ClusterIssuer } from "../../sdk/issuer.js";
import { declared } from "./declared.js";

/** The hidden input of a certificate that this program declares. */
async function factsIn(program: () => void): Promise<unknown> {
  const resources = await declared(program);
  return resources.find(({ type }) => type.endsWith(":Certificate"))?.inputs.__issuer;
}

describe("a certificate whose issuer is of the same program", () => {
  it("knows its solvers, and takes what is not known yet for what fits", async () => {
    const facts = await factsIn(() => {
      const issuer = new ClusterIssuer("le", {
        acme: {
          ...letsEncrypt.production,
          solvers: [
            { http01: { ingress: {} }, selector: { matchLabels: { edge: "true" } } },
            { dns01: { webhook: { groupName: "a", solverName: "b" } }, selector: { dnsZones: ["a.test"] } },
            { http01: { ingress: {} }, selector: pulumi.output({ dnsNames: ["later.test"] }) },
          ],
        },
      });
      new Certificate("web", { secretName: "web", dnsNames: ["a.test"], issuerRef: issuer.ref });
    });
    expect(facts).toEqual({
      issuer: "ClusterIssuer le",
      server: letsEncrypt.production.server,
      takesDuration: false,
      solvers: [
        { type: "http01", dnsNames: [], dnsZones: [], hasLabels: true },
        { type: "dns01", dnsNames: [], dnsZones: ["a.test"], hasLabels: false },
        { type: "http01", dnsNames: [], dnsZones: [], hasLabels: false },
      ],
    });
  });

  it("knows nothing of one that is named, or that asks no CA by ACME", async () => {
    const named = await factsIn(
      () => new Certificate("web", { secretName: "web", dnsNames: ["a.test"], issuerRef: { name: "le" } }),
    );
    const selfSigned = await factsIn(() => {
      const issuer = new ClusterIssuer("own", { selfSigned: {} });
      new Certificate("web", { secretName: "web", dnsNames: ["a.test"], issuerRef: issuer.ref });
    });
    expect([named, selfSigned]).toEqual([undefined, undefined]);
  });
});
