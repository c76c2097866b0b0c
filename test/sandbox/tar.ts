const block = 512;

export interface TarEntry {
  readonly path: string;
  /** Absent for a folder. */
  readonly content?: Uint8Array;
  readonly mode?: number;
}

/** A POSIX tar archive. Owner and time are zero, so that the same entries give the same bytes. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = entry.content ?? Buffer.alloc(0);
    return [header(entry, content.length), content, Buffer.alloc(padding(content.length))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

function header(entry: TarEntry, size: number): Buffer {
  const isFolder = entry.content === undefined;
  if (Buffer.byteLength(entry.path) > 100)
    throw new Error(`${entry.path} is too long a path for a tar archive`);
  const bytes = Buffer.alloc(block);
  const octal = (value: number, offset: number, length: number) =>
    bytes.write(`${value.toString(8).padStart(length - 1, "0")}\0`, offset);
  bytes.write(entry.path, 0);
  octal(entry.mode ?? (isFolder ? 0o755 : 0o644), 100, 8);
  octal(0, 108, 8); // owner
  octal(0, 116, 8); // group
  octal(size, 124, 12);
  octal(0, 136, 12); // time
  bytes.write(isFolder ? "5" : "0", 156);
  bytes.write("ustar\0" + "00", 257);
  // The checksum is taken with its own field blank.
  bytes.fill(" ", 148, 156);
  const checksum = bytes.reduce((sum, byte) => sum + byte, 0);
  bytes.write(`${checksum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}

function padding(size: number): number {
  return (block - (size % block)) % block;
}
