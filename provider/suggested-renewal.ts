import { type Directory, readDirectory } from "./acme/client.js";
import { certificateId, renewalInfoIn } from "./acme/renewal-info.js";
import { Transport } from "./acme/transport.js";
import type { RenewalInfo } from "./record/acme-notes.js";
import type { CertificateFacts } from "./record/certificate-facts.js";
import type { Seen } from "./record/observed.js";
import type { DirectorySpec } from "./spec/acme-spec.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { issuerName } from "./spec/requested.js";

/** Asks a CA when it would have a certificate renewed; undefined where it does not say, or not in time. */
export type AskRenewalInfo = (
  directory: DirectorySpec,
  certificate: CertificateFacts,
  now: Instant,
) => Promise<RenewalInfo | undefined>;

/** What was seen, with the CA's renewal information where it is time to ask for it: past half of the certificate's life. */
export async function withRenewalInfo(
  ask: AskRenewalInfo,
  { issuer }: CertificateSpec,
  seen: Seen,
  now: Instant,
): Promise<Seen> {
  if (issuer.kind !== "acme" || seen.state !== "present") return seen;
  const { record, certificate } = seen;
  const { notBefore, notAfter } = certificate;
  const isYoung = now < notBefore + (notAfter - notBefore) / 2 || now > notAfter;
  if (isYoung || record.requested.issuer !== issuerName(issuer)) return seen;
  if (now < (record.acme?.renewalInfo?.nextCheck ?? 0)) return seen;
  const renewalInfo = await ask(issuer.acme, certificate, now);
  if (renewalInfo === undefined) return seen;
  return { ...seen, record: { ...record, acme: { issued: [], ...record.acme, renewalInfo } } };
}

/** Milliseconds that a process waits for all renewal information together: a preview goes on without. */
const budget = 2_000;

/**
 * Asks by RFC 9773 without an account: each certificate once in a process, no server again that gave no answer, and
 * never for longer in all than the budget. What goes wrong is no more than not knowing.
 */
export function renewalInfoAsker(): AskRenewalInfo {
  const directories = new Map<string, Promise<{ directory: Directory; transport: Transport }>>();
  const known = new Map<string, Promise<RenewalInfo | undefined>>();
  let left = budget;

  async function fetchInfo(at: DirectorySpec, id: string, now: Instant): Promise<RenewalInfo | undefined> {
    const key = JSON.stringify(at);
    const found = directories.get(key) ?? open(at, now);
    directories.set(key, found);
    const { directory, transport } = await found;
    if (directory.renewalInfo === undefined) return undefined;
    const answer = await transport.ask(`${directory.renewalInfo.replace(/\/$/, "")}/${id}`, {
      method: "GET",
    });
    return renewalInfoIn(answer, now);
  }

  return async (at, certificate, now) => {
    const id = certificateId(certificate);
    if (id === undefined || left <= 0) return undefined;
    const asked = known.get(id) ?? fetchInfo(at, id, now).catch(() => undefined);
    known.set(id, asked);
    const began = performance.now();
    const info = await Promise.race([asked, after(left)]);
    left -= performance.now() - began;
    return info;
  };
}

async function open({ server, caBundle }: DirectorySpec, now: Instant) {
  const transport = new Transport({ ca: caBundle, patience: budget });
  return { transport, directory: await readDirectory({ server, transport, now: () => now }) };
}

function after(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
