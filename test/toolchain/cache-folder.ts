import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** A path in the folder of what is built once and kept: `$KUBECERTS_CACHE`, else `~/.cache/kubecerts`. */
export function cacheFolder(...path: string[]): string {
  return join(resolve(process.env.KUBECERTS_CACHE || join(homedir(), ".cache", "kubecerts")), ...path);
}
