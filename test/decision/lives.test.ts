import { describe, expect, it } from "vitest";
import { byCertManager } from "./lives/by-cert-manager.js";
import { byTheController } from "./lives/by-the-controller.js";
import { byTheProvidersCa } from "./lives/by-the-providers-ca.js";
import { type Life, lived } from "./lives/life.js";
import { underLimits } from "./lives/under-limits.js";

const lives: readonly [sentence: string, life: Life][] = [
  ["through cert-manager, renewed by Pulumi", byCertManager],
  ["of six days, renewed by cert-manager's controller", byTheController],
  ["by the provider's own CA", byTheProvidersCa],
  ["under windows, limits and the CA's own wishes", underLimits],
];

describe.each(lives)("the life of a certificate %s", (_sentence, life) => {
  const told = lived(life);

  it.each(life.moments.map((moment, index) => [moment.at, moment.happens, moment.row, index] as const))(
    "%s: %s",
    (_at, _happens, row, index) => {
      expect(told[index]?.row).toBe(row);
    },
  );

  it("is settled by each up, but where up cannot do what is wanted or only waits", () => {
    for (const { row, after } of told)
      expect(after).toBe(/^defer|held back/.test(row ?? "") ? "defer" : "keep");
  });
});
