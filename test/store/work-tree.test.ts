import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { directoryStore } from "../../provider/store/directory.js";
import type { StoreError } from "../../provider/store/port.js";
import { emptyFolder } from "./empty-folder.js";
import { secret } from "./place.js";

const at = { namespace: "shop", secretName: "web-tls" };
const owner = "0a1b2c3d4e5f";

describe("a directory", () => {
  let root: string;
  const open = (plaintext = false) => directoryStore({ directory: root, plaintext });

  beforeEach(() => {
    root = emptyFolder();
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  describe("inside a git work tree", () => {
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args], { stdio: "pipe" });
    const write = (plaintext = false) => open(plaintext).writeSecret(at, secret, "absent", owner);

    beforeEach(() => git("init", "-q"));

    it("is refused, and both ways out are named", async () => {
      const error = await write().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "Refused" });
      expect((error as StoreError).message).toBe(
        `The Secret shop/web-tls was not written: ${join(root, "shop")} lies in the git work tree ${root}, and git does not ignore it. No key was put there. Add it to .gitignore, or set plaintext: true if private keys may lie in that repository.`,
      );
      expect(existsSync(join(root, "shop"))).toBe(false);
    });

    it("is allowed by plaintext: true", async () => {
      await write(true);
      expect(await open(true).readSecret(at)).toMatchObject({ state: "read" });
    });

    it.each(["shop/", "*", "*.yaml", "shop/*.yaml"])("is allowed where git ignores %s", async (pattern) => {
      writeFileSync(join(root, ".gitignore"), pattern);
      await write();
      expect(await open().readSecret(at)).toMatchObject({ state: "read" });
    });

    it("is refused where git tracks a Secret in the ignored folder", async () => {
      mkdirSync(join(root, "shop"));
      writeFileSync(join(root, "shop", "web-tls.yaml"), "committed before it was ignored");
      git("add", "shop");
      writeFileSync(join(root, ".gitignore"), "shop/");
      await expect(write()).rejects.toThrow("and git tracks web-tls.yaml in it");
    });

    it("is refused where git cannot be asked", async () => {
      const { PATH } = process.env;
      process.env.PATH = root;
      try {
        await expect(write()).rejects.toThrow(
          "git is not installed, so whether it ignores that folder is not known",
        );
      } finally {
        process.env.PATH = PATH;
      }
    });

    it("lets records through, which are public", async () => {
      await open().writeRecord(at, "record", "absent", owner);
      expect(await open().readRecord(at)).toMatchObject({ state: "read", text: "record" });
    });
  });
});
