import { readFile } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { parse as parseYaml } from "yaml";
import { AcmeProblem } from "../provider/acme/problem.js";
import { type Revocation, revoke as revokeByAcme } from "../provider/acme/revoke.js";
import { NoAnswer } from "../provider/acme/transport.js";
import { isTimeSet, now } from "../provider/clock.js";
import { foreignText } from "../provider/errors.js";
import { type RevocationReason, revocationReasons } from "../provider/spec/crl-spec.js";
import { privateKeyLabels } from "../provider/x509/key-pair.js";
import { readCertificate, splitChain } from "../provider/x509/read-certificate.js";

const reasons = Object.keys(revocationReasons) as RevocationReason[];

export const revokeUsage = `kubecerts revoke FILE          Has the ACME CA that issued a certificate revoke it, which nothing undoes.

  FILE                its PEM, or the manifest of the Secret that holds it; - reads standard input
  --server URL        the CA's directory
  --key FILE          PEM of a key, or the manifest of its Secret: the certificate's or the account's;
                      without it the one in FILE
  --reason REASON     ${reasons.slice(0, 4).join(", ")},
                      ${reasons.slice(4).join(", ")}; without it unspecified
  --ca FILE           PEM of whom to trust as the directory, in place of the roots that Node brings

Exit code: 0 it is revoked, 1 the CA does not revoke it, 2 not understood.
`;

/** The command `kubecerts revoke`; answers its exit code. Rejects with what is wrong about its arguments. */
export async function revoke(args: readonly string[], print: (text: string) => void): Promise<number> {
  const revocation = await parse(args);
  if (revocation === "help") {
    print(revokeUsage);
    return 0;
  }
  const { serialNumber, dnsNames, ipAddresses } = readCertificate(revocation.certificatePem);
  const names = [...dnsNames, ...ipAddresses].join(", ");
  const which = foreignText(`the certificate for ${names} with serial number ${serialNumber}`);
  try {
    const by = await revokeByAcme(revocation);
    const how = by === undefined ? "was revoked before" : `is revoked, by ${by}`;
    const why = by === undefined ? "" : ` (${revocation.reason ?? "unspecified"})`;
    print(`${which} ${how}${why}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AcmeProblem || error instanceof NoAnswer)) throw error;
    print(`${which} is not revoked: ${error.message}\n`);
    return 1;
  }
}

async function parse(args: readonly string[]): Promise<"help" | Revocation> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      server: { type: "string" },
      key: { type: "string" },
      reason: { type: "string" },
      ca: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new Error(`give one FILE\n\n${revokeUsage}`);
  const { server } = values;
  if (server === undefined || !URL.canParse(server) || new URL(server).protocol !== "https:")
    throw new Error("--server is the https URL of the CA's directory");
  const reason = reasons.find((known) => known === values.reason);
  if (values.reason !== undefined && reason === undefined)
    throw new Error(`--reason is one of ${reasons.join(", ")}`);
  if (isTimeSet()) throw new Error("KUBECERTS_NOW is set, and a certificate is revoked now or not at all");
  const held = await read(file);
  const [certificatePem] = splitChain(held);
  if (certificatePem === undefined) throw new Error(`${file} holds no certificate in PEM`);
  const privateKeyPem = keyIn(values.key === undefined ? held : await read(values.key));
  if (privateKeyPem === undefined)
    throw new Error(
      `${values.key ?? file} holds no private key: give the certificate's or the account's as --key`,
    );
  const caBundle = values.ca === undefined ? undefined : await readFile(values.ca, "utf8");
  return { server, certificatePem, privateKeyPem, reason, caBundle, now };
}

/** The text of a file; of a Secret's manifest, its entries one after the other. */
async function read(file: string): Promise<string> {
  const text = file === "-" ? await textOf(process.stdin) : await readFile(file, "utf8");
  if (text.trimStart().startsWith("-----BEGIN")) return text;
  const manifest = parseYaml(text) as { readonly data?: unknown } | null;
  const { data } = manifest ?? {};
  if (typeof data !== "object" || data === null)
    throw new Error(`${file} is neither PEM nor a Secret's manifest`);
  return Object.entries(data)
    .filter(([name]) => name !== "ca.crt")
    .map(([, value]) => Buffer.from(String(value), "base64").toString("utf8"))
    .join("\n");
}

function keyIn(text: string): string | undefined {
  return privateKeyLabels
    .map((label) => new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)?.[0])
    .find((pem) => pem !== undefined);
}
