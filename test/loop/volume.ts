import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * A folder that is written as the kubelet writes a Secret's volume: each version in a folder of its own, to which the
 * link `..data` is turned by one rename, while the names that programs read lead through that link. It stands in for
 * the kubelet, which needs a node; the order of its steps is that of pkg/volume/util/atomic_writer.go.
 */
export class Volume {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  async write(data: Readonly<Record<string, Buffer>>): Promise<void> {
    const before = (await readdir(this.folder)).filter((name) => /^\.\.\d/.test(name));
    const version = mkdtempSync(join(this.folder, `..${new Date().toISOString().replaceAll(/\D/g, "_")}.`));
    for (const [name, content] of Object.entries(data))
      writeFileSync(join(version, name), content, { mode: 0o600 });
    const link = join(this.folder, "..data_tmp");
    symlinkSync(version.slice(this.folder.length + 1), link);
    renameSync(link, join(this.folder, "..data"));
    for (const name of Object.keys(data))
      try {
        symlinkSync(join("..data", name), join(this.folder, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    for (const name of before) rmSync(join(this.folder, name), { recursive: true });
  }
}
