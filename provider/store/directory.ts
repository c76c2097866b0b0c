import { rmdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { keyOf } from "../kubernetes/listing.js";
import type { ManifestFile } from "./directory-layout.js";
import { orderFile, recordFile, recordPlaces, secretFile } from "./directory-layout.js";
import { attempt, changedMeanwhile } from "./file-failure.js";
import { FolderGuard } from "./folder-guard.js";
import { refuseOversize } from "./limits.js";
import { readFileUnless, removeFile, replaceFile } from "./manifest-file.js";
import { formatYaml, parseYaml } from "./manifest-yaml.js";
import type { Manifest } from "./manifests.js";
import { recordManifest, recordTextIn, secretManifest, tlsSecretIn } from "./manifests.js";
import type {
  Location,
  MetadataReading,
  OrderReading,
  RecordList,
  RecordReading,
  SecretReading,
  Store,
  TlsSecret,
  Version,
} from "./port.js";

export interface DirectorySettings {
  readonly directory: string;
  /** Whether private keys may lie where git would commit them. */
  readonly plaintext: boolean;
}

type Expected = Version | "absent";

/**
 * Secrets and records as manifests in a folder, `<namespace>/<secretName>.yaml` and
 * `<namespace>/<secretName>.kubecerts.yaml`, for `kubectl apply -f`. One instance per folder and process: what
 * git ignores and what a killed process left behind is looked at once per instance.
 */
export function directoryStore(settings: DirectorySettings): Store {
  return new DirectoryStore(settings);
}

class DirectoryStore implements Store {
  readonly name: string;
  readonly #root: string;
  readonly #guard: FolderGuard;
  /** Reading YAML takes longer than asking for a file's version. Records only: no key is kept in memory. */
  readonly #records = new Map<string, Exclude<RecordReading, { readonly state: "absent" }>>();

  #listed: Promise<RecordList> | undefined;

  constructor({ directory, plaintext }: DirectorySettings) {
    this.name = `directory ${directory}`;
    this.#root = resolve(directory);
    this.#guard = new FolderGuard(plaintext);
  }

  async identity(): Promise<undefined> {
    return undefined;
  }

  async refuse(at: Location): Promise<void> {
    const file = secretFile(this.#root, at);
    await attempt(file, "written", () => this.#guard.refuseWorkTree(file));
  }

  async readRecord(at: Location): Promise<RecordReading> {
    const file = recordFile(this.#root, at);
    const before = this.#records.get(file.path);
    const found = await attempt(file, "read", () => readFileUnless(file.path, before?.version));
    if (before !== undefined && found.state === "unchanged") return before;
    if (found.state === "absent" || found.state === "unchanged") return { state: "absent" };
    const reading = found.state === "unreadable" ? found : recordReading(found.text, at, found.version);
    this.#records.set(file.path, reading);
    return reading;
  }

  listRecords(): Promise<RecordList> {
    this.#listed ??= this.#list();
    return this.#listed;
  }

  async readSecret(at: Location, known?: Version | "none"): Promise<SecretReading> {
    const file = secretFile(this.#root, at);
    const found = await attempt(file, "read", () => readFileUnless(file.path, known));
    if (found.state !== "read") return found;
    const { version } = found;
    const secret = parseYaml(found.text, (manifest) => tlsSecretIn(manifest, at));
    if ("unreadable" in secret) return { state: "unreadable", why: secret.unreadable, version };
    return { state: "read", secret, version };
  }

  async readMetadata(at: Location, known?: Version | "none"): Promise<MetadataReading> {
    const reading = await this.readSecret(at, known);
    if (reading.state !== "read") return reading;
    const { labels, annotations } = reading.secret;
    return { state: "read", metadata: { labels, annotations }, version: reading.version };
  }

  /** In whatever manner: a file is always written anew, and nobody holds fields of it. */
  async writeSecret(at: Location, secret: TlsSecret, expected: Expected, owner: string): Promise<Version> {
    await this.refuse(at);
    const file = secretFile(this.#root, at);
    // It is for a cluster in the end.
    refuseOversize({ what: `the ${file.what}`, done: "written" }, secret);
    return await this.#write(file, secretManifest(at, secret, owner), 0o600, expected);
  }

  async writeRecord(at: Location, text: string, expected: Expected, owner: string): Promise<Version> {
    return await this.#write(recordFile(this.#root, at), recordManifest(at, text, owner), 0o644, expected);
  }

  async remove(at: Location, secret: Expected, record: Expected): Promise<void> {
    const file = secretFile(this.#root, at);
    await attempt(file, "deleted", () => this.#guard.clean(file));
    await remove(file, secret);
    await remove(recordFile(this.#root, at), record);
    // A folder that is not empty, or not ours to remove, stays: nothing of this certificate is in it.
    await rmdir(dirname(file.path)).catch(() => undefined);
  }

  async readOrder(at: Location): Promise<OrderReading> {
    const file = orderFile(this.#root, at);
    const found = await attempt(file, "read", () => readFileUnless(file.path));
    return found.state === "read"
      ? { state: "read", text: found.text, version: found.version }
      : { state: "absent" };
  }

  async writeOrder(at: Location, text: string, expected: Expected): Promise<Version> {
    const file = orderFile(this.#root, at);
    const version = await attempt(file, "written", async () => {
      await this.#guard.clean(file);
      return await replaceFile(file.path, text, 0o600, expected);
    });
    if (version === undefined) throw changedMeanwhile(file, "written", expected);
    return version;
  }

  async removeOrder(at: Location, expected: Version): Promise<void> {
    await remove(orderFile(this.#root, at), expected);
  }

  forget(): void {
    this.#records.clear();
    this.#listed = undefined;
  }

  async #list(): Promise<RecordList> {
    const readings = new Map<string, RecordReading>();
    for (const at of recordPlaces(this.#root)) {
      // One that cannot be read is told to whom it concerns.
      const reading = await this.readRecord(at).catch(() => undefined);
      if (reading !== undefined && reading.state !== "absent") readings.set(keyOf(at), reading);
    }
    return readings;
  }

  async #write(file: ManifestFile, manifest: Manifest, mode: number, expected: Expected): Promise<Version> {
    const version = await attempt(file, "written", async () => {
      await this.#guard.clean(file);
      return await replaceFile(file.path, formatYaml(manifest), mode, expected);
    });
    if (version === undefined) throw changedMeanwhile(file, "written", expected);
    return version;
  }
}

function recordReading(text: string, at: Location, version: Version) {
  const record = parseYaml(text, (manifest) => recordTextIn(manifest, at));
  return typeof record === "string"
    ? ({ state: "read", text: record, version } as const)
    : ({ state: "unreadable", why: record.unreadable, version } as const);
}

/** What is expected absent is left alone, whatever is there. */
async function remove(file: ManifestFile, expected: Expected): Promise<void> {
  if (expected === "absent") return;
  const gone = await attempt(file, "deleted", () => removeFile(file.path, expected));
  if (!gone) throw changedMeanwhile(file, "deleted", expected);
}
