import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "kubecerts-x509-"));
// With the process: the files of one run share this module.
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

let files = 0;

/** The path of a file with this in it, gone after the tests. */
export function file(text: string | Buffer): string {
  const path = join(folder, String(++files));
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** What the openssl CLI prints: the judge that shares no code with us but the library below node:crypto. */
export function openssl(args: readonly string[], input = ""): string {
  return execFileSync("openssl", args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
}

/** The same where what it prints is no text. */
export function opensslOctets(args: readonly string[], input: string | Buffer): Buffer {
  return execFileSync("openssl", args, { input, stdio: ["pipe", "pipe", "pipe"] });
}

/** The same with what it says besides. Throws what it says where it fails. */
export function opensslRun(
  args: readonly string[],
  input: string | Buffer,
): { readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync("openssl", args, { input, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return { stdout, stderr };
}

/** "OK", or what `openssl verify -x509_strict` says against a chain (leaf first) under this root at this time. */
export function verdict(chainPem: string, rootPem: string, at: number, more: readonly string[] = []): string {
  const chain = file(chainPem);
  const trust = ["-CAfile", file(rootPem), "-untrusted", chain, "-no-CApath", "-no-CAstore"];
  const time = ["-attime", String(Math.floor(at / 1000))];
  const run = spawnSync("openssl", ["verify", "-x509_strict", ...time, ...trust, ...more, chain], {
    encoding: "utf8",
  });
  return run.status === 0 ? "OK" : (/error \d+ at .*: (.*)/.exec(run.stderr)?.[1] ?? run.stderr);
}

/** A self-signed root that OpenSSL makes with these extensions, valid from 2026 to 2036. */
export function root(extensions: string, privateKeyPem: string): string {
  const section = `[e]\nsubjectKeyIdentifier=hash\n${extensions}\n`;
  const database = `database=${file("")}\nnew_certs_dir=${folder}\npolicy=p\ndefault_md=default\nrand_serial=yes`;
  const config = file(
    `[req]\ndistinguished_name=n\n[n]\n[ca]\ndefault_ca=d\n[d]\n${database}\n[p]\ncommonName=supplied\n${section}`,
  );
  const key = file(privateKeyPem);
  const request = file(openssl(["req", "-new", "-key", key, "-config", config, "-subj", "/CN=Limited"]));
  const dates = ["-startdate", "20260101000000Z", "-enddate", "20360101000000Z"];
  const how = ["-batch", "-selfsign", "-notext", "-config", config, "-extensions", "e", ...dates];
  return openssl(["ca", ...how, "-in", request, "-keyfile", key]);
}
