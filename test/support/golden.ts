import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect } from "vitest";

/** Only with this are files written that tests compare with; without it, another text is a failure. */
const isWriting = process.env.KUBECERTS_WRITE_GOLDENS === "1";

/** Expects the file to hold exactly this text. */
export function expectFile(path: string, text: string): void {
  if (isWriting) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(readFileSync(path, "utf8"));
}
