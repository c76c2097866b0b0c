import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { controllerTime } from "../../provider/decision/renewal-time.js";
import { formatInstant } from "../../provider/spec/instant.js";

/** What cert-manager's own function answered, see renewal-times/main.go; in seconds, for certificates from 2026 on. */
interface Answer {
  readonly life: number;
  readonly renewBefore?: number;
  readonly renewBeforePercentage?: number;
  readonly renewalTime: string;
}

const answers: readonly Answer[] = JSON.parse(
  readFileSync(join(__dirname, "renewal-times/v1.21.2.json"), "utf8"),
);
const notBefore = Date.UTC(2026, 0, 1);

describe("when cert-manager's controller would renew", () => {
  it("is what cert-manager v1.21.2 itself says, to the second, for every life and wish", () => {
    const ours = answers.map(({ renewalTime: _, ...asked }) => {
      const { life, renewBefore, renewBeforePercentage } = asked;
      const wishes = {
        ...(renewBefore === undefined ? {} : { renewBefore: renewBefore * 1000 }),
        ...(renewBeforePercentage === undefined ? {} : { renewBeforePercentage }),
      };
      const validity = { notBefore, notAfter: notBefore + life * 1000 };
      return { ...asked, renewalTime: formatInstant(controllerTime(wishes, validity)) };
    });
    expect(ours).toEqual(answers);
    expect(answers.length).toBeGreaterThan(250);
  });
});
