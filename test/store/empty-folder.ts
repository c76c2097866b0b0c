import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where waiting for the disk costs nothing, if there is such a place. */
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** The path of a new folder; whoever asked for it removes it. */
export const emptyFolder = () => mkdtempSync(join(memory, "kubecerts-"));
