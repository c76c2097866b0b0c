import { readFile } from "node:fs/promises";
import { isIP, isIPv6 } from "node:net";
import { parseArgs } from "node:util";
import { now } from "../provider/clock.js";
import { foreignText } from "../provider/errors.js";
import { NoHandshake } from "../provider/handshake/handshake.js";
import type { Endpoint } from "../provider/handshake/shown.js";
import type { Verdict } from "../provider/handshake/verdict.js";
import { type Question, type Verification, verifyEndpoint } from "../provider/handshake/verify-endpoint.js";
import { readCertificate, splitChain } from "../provider/x509/read-certificate.js";

export const usage = `kubecerts verify HOST[:PORT]   Makes a TLS handshake and says what is wrong with it.

  --ca FILE           PEM of what clients trust, in place of the roots that Node brings
  --sni NAME          server name to ask for, in place of HOST; the certificate must be for it
  --address IP        connect to this address, in place of what HOST resolves to
  --certificate FILE  PEM of the certificate that is to be served; or --fingerprint SHA256
  --allow-private     ask CRLs and OCSP responders at private addresses, too
  --json              one JSON object

KUBECERTS_NOW=+30d looks with the eyes of another day.
Exit code: 0 nothing fails, 1 something fails, 2 not understood, 3 no handshake came about.
`;

/** The command `kubecerts verify`; answers its exit code. Rejects with what is wrong about its arguments. */
export async function verify(args: readonly string[], print: (text: string) => void): Promise<number> {
  const parsed = await parse(args);
  if (parsed === "help") {
    print(usage);
    return 0;
  }
  const { question, json } = parsed;
  try {
    const verification = await verifyEndpoint(question, now());
    print(json ? asJson(question, verification) : asText(question, verification));
    return verification.verdicts.some(({ result }) => result === "fail") ? 1 : 0;
  } catch (error) {
    if (!(error instanceof NoHandshake)) throw error;
    const why = foreignText(error.message);
    print(json ? `${JSON.stringify({ error: why })}\n` : `no handshake: ${why}\n`);
    return 3;
  }
}

async function parse(args: readonly string[]): Promise<"help" | { question: Question; json: boolean }> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ca: { type: "string" },
      sni: { type: "string" },
      address: { type: "string" },
      certificate: { type: "string" },
      fingerprint: { type: "string" },
      "allow-private": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const [target, ...others] = positionals;
  if (target === undefined || others.length > 0) throw new Error(`give one HOST[:PORT]\n\n${usage}`);
  if (values.address !== undefined && isIP(values.address) === 0)
    throw new Error(`--address ${values.address} is not an IP address`);
  const caPem = values.ca === undefined ? undefined : await certificatesIn(values.ca);
  const fingerprint = await wanted(values.certificate, values.fingerprint);
  const question = {
    endpoint: {
      ...hostAndPort(target),
      ...(values.address === undefined ? {} : { address: values.address }),
      ...(values.sni === undefined ? {} : { sni: values.sni }),
    },
    ...(caPem === undefined ? {} : { caPem }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    allowPrivate: values["allow-private"],
  };
  return { question, json: values.json };
}

/** `host`, `host:443`, `192.0.2.1:443`, `[2001:db8::1]:443`, `2001:db8::1`. */
export function hostAndPort(target: string): Pick<Endpoint, "host" | "port"> {
  if (isIPv6(target)) return { host: target, port: 443 };
  const [, bracketed, plain, digits = "443"] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(target) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) throw new Error(`${target} is not HOST[:PORT]`);
  return { host, port };
}

async function wanted(file: string | undefined, hex: string | undefined): Promise<string | undefined> {
  if (file !== undefined && hex !== undefined) throw new Error("give --certificate or --fingerprint");
  if (file !== undefined) return readCertificate(splitChain(await certificatesIn(file))[0] ?? "").fingerprint;
  const fingerprint = hex?.replaceAll(":", "").toLowerCase();
  if (fingerprint !== undefined && !/^[0-9a-f]{64}$/.test(fingerprint))
    throw new Error("--fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits");
  return fingerprint;
}

async function certificatesIn(file: string): Promise<string> {
  const text = await readFile(file, "utf8");
  if (splitChain(text).length === 0) throw new Error(`${file} holds no certificate in PEM`);
  return text;
}

function asText({ endpoint }: Question, { address, verdicts }: Verification): string {
  const rows = verdicts.flatMap((verdict) => {
    const row = `  ${verdict.result.padEnd(8)} ${verdict.check.padEnd(11)} ${foreignText(verdict.detail)}`;
    return verdict.browser === undefined ? [row] : [row, `${" ".repeat(23)}a browser: ${verdict.browser}`];
  });
  const failing = verdicts.filter(({ result }) => result === "fail").length;
  const closing = failing === 0 ? "nothing fails" : `${failing} of ${verdicts.length} fail`;
  return `${endpoint.host}:${endpoint.port} at ${address}\n${rows.join("\n")}\n${closing}\n`;
}

function asJson({ endpoint }: Question, { address, verdicts }: Verification): string {
  const safe = verdicts.map((verdict): Verdict => ({ ...verdict, detail: foreignText(verdict.detail) }));
  const ok = verdicts.every(({ result }) => result !== "fail");
  return `${JSON.stringify({ host: endpoint.host, port: endpoint.port, address, ok, verdicts: safe })}\n`;
}
