import { dirname } from "node:path";
import type { ManifestFile } from "./directory-layout.js";
import { removeLeftovers } from "./manifest-file.js";
import { StoreError } from "./port.js";
import { workTreeFault } from "./work-tree.js";

/** What is done once in a process for each folder that is written to. */
export class FolderGuard {
  readonly #plaintext: boolean;
  readonly #cleaned = new Map<string, Promise<void>>();
  readonly #faults = new Map<string, Promise<string | undefined>>();

  constructor(plaintext: boolean) {
    this.#plaintext = plaintext;
  }

  /** Removes what a killed process left there. */
  async clean(file: ManifestFile): Promise<void> {
    await once(this.#cleaned, dirname(file.path), removeLeftovers);
  }

  /** Throws where git would commit the file, unless `plaintext` allows that. */
  async refuseWorkTree(file: ManifestFile): Promise<void> {
    if (this.#plaintext) return;
    const fault = await once(this.#faults, dirname(file.path), workTreeFault);
    if (fault === undefined) return;
    throw new StoreError("Refused", `the ${file.what} was not written: ${fault}`, {
      stands: "No key was put there",
      todo: "Add it to .gitignore, or set plaintext: true if private keys may lie in that repository",
    });
  }
}

/** The answer for this key, asked for once; a failure is not kept. */
async function once<T>(answers: Map<string, Promise<T>>, key: string, ask: (key: string) => Promise<T>) {
  const answer = answers.get(key) ?? ask(key);
  answers.set(key, answer);
  try {
    return await answer;
  } catch (error) {
    answers.delete(key);
    throw error;
  }
}
