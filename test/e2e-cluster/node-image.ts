import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { archiveOf } from "../sandbox/image.js";
import { needSandbox } from "./node.js";

/**
 * Puts an image of this machine's Node.js into the real node, under a name that a program asks for: no registry is
 * within its reach. Answers what takes it out again.
 */
export function importNodeImage(name: string): () => void {
  const program = process.execPath;
  // "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)", and the loader, which has no arrow.
  const linked = execFileSync("ldd", [program], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g);
  const libraries = [...linked].map(([, path = ""]) => ({ path, content: readFileSync(path), mode: 0o755 }));
  const node = { path: "/usr/bin/node", content: readFileSync(program), mode: 0o755 };
  const folder = mkdtempSync(join(tmpdir(), "kubecerts-image-"));
  try {
    const file = join(folder, "node.tar");
    writeFileSync(file, archiveOf([node, ...libraries], [{ name, entrypoint: ["node"] }]));
    ctr("images", "import", file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return () => ctr("images", "rm", name);
}

function ctr(...args: string[]): void {
  const socket = `/run/kubecerts-${needSandbox().context}/containerd.sock`;
  execFileSync("ctr", ["--address", socket, "--namespace", "k8s.io", ...args]);
}
