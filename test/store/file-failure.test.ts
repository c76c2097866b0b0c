import { describe, expect, it } from "vitest";
import { attempt } from "../../provider/store/file-failure.js";
import type { StoreError } from "../../provider/store/port.js";

const file = { what: "Secret shop/web-tls", path: "/certs/shop/web-tls.yaml" };

describe("what the operating system refuses", () => {
  it.each([
    ["EACCES", "Forbidden", "Give this user the right to it, then run pulumi again."],
    ["EPERM", "Forbidden", "Give this user the right to it, then run pulumi again."],
    ["EROFS", "Forbidden", "Give this user the right to it, then run pulumi again."],
    ["ENOSPC", "Unreachable", "Make room, then run pulumi again."],
    ["EIO", "Unreachable", "See what is wrong with that path, then run pulumi again."],
  ])("becomes an error of the store: %s", async (errno, code, remedy) => {
    const cause = Object.assign(new Error("text of the system"), { code: errno });
    const error = (await attempt(file, "written", () => Promise.reject(cause)).catch(
      (reason: unknown) => reason,
    )) as StoreError;
    expect({ name: error.name, code: error.code, message: error.message, cause: error.cause }).toEqual({
      name: "StoreError",
      code,
      message: `The Secret shop/web-tls was not written: ${errno} at /certs/shop/web-tls.yaml. It stands as it was. ${remedy}`,
      cause,
    });
  });

  it("does not hide a mistake in the program", async () => {
    const mistake = new TypeError("undefined is not a function");
    await expect(attempt(file, "read", () => Promise.reject(mistake))).rejects.toBe(mistake);
  });
});
