import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { issued } from "../support/certificates.js";
import { FakeGround } from "./fake-ground.js";

const ground = new FakeGround();

it("a certificate that is not what was asked for is not written, nor is its order gone on with", async () => {
  const dates = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2036-01-01T00:00:00Z" };
  const other = issued({ dnsNames: ["other.example.com"], keyName: "another", ...dates });
  ground.interruptOnce(/^\/certificate\//, { body: other.certificatePem });
  await expect(ground.up()).rejects.toThrow(
    "Certificate default/web-tls: what the issuer returned is not what was asked for: tls.key does not belong to the certificate in tls.crt; shop.example.com (dnsNames) is not in the certificate. It is not recorded as done. Mend the issuer and run pulumi up again.",
  );
  expect(existsSync(join(ground.stack.folder, "default/web-tls.yaml"))).toBe(false);
  expect(ground.orderFiles()).toEqual([]);
  await ground.up();
  expect(ground.server.orders.length).toBe(2);
});
