import { CertificateError, foreignText, nameOf, PartialFailure } from "./errors.js";
import type { Verdict } from "./handshake/verdict.js";
import type { Properties } from "./outputs.js";
import type { Ports } from "./ports.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";

/**
 * Waits until the endpoint of `verify` serves what the outputs name, where there is one. Fails with the outputs, so
 * that nothing obtained is lost: the certificate is written, and the next `up` looks at the endpoint alone.
 */
export async function verifyServed(
  ports: Ports,
  spec: CertificateSpec,
  resource: { readonly id: string; readonly urn: string | undefined },
  outs: Properties,
): Promise<void> {
  if (spec.verify === undefined) return;
  const { within, caBundle, allowPrivateAddresses, ...endpoint } = spec.verify;
  const caPem = caBundle ?? (typeof outs.caPem === "string" ? outs.caPem : undefined);
  const question = {
    endpoint,
    fingerprint: String(outs.fingerprint),
    ...(caPem === undefined ? {} : { caPem }),
    allowPrivate: allowPrivateAddresses,
  };
  const report = (line: string) => ports.log("info", line, resource.urn);
  const served = await ports.awaitServed(question, within, report);
  const where = `${endpoint.host}:${endpoint.port}`;
  if ("faults" in served) {
    const failure = new CertificateError(
      `${nameOf(spec)} is not served at ${where} as clients need it, after ${within / 1000} s: ${served.faults.join("; ")}`,
      `It is written and recorded as revision ${outs.revision}`,
      "Mend what serves it, and run pulumi up again, which looks once more and issues nothing",
    );
    throw new PartialFailure(failure, resource.id, outs);
  }
  for (const line of served.verdicts.filter(isDoubt).map(lineOf))
    await ports.log("warning", `${where}: ${line}`, resource.urn);
}

function isDoubt({ result }: Verdict): boolean {
  return result === "warning" || result === "unknown";
}

function lineOf({ check, detail }: Verdict): string {
  return `${check}: ${foreignText(detail)}`;
}
