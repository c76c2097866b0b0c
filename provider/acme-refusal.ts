import { InvalidOrder } from "./acme/order.js";
import { AcmeProblem } from "./acme/problem.js";
import { CertificateError, messageOf, PartialFailure } from "./errors.js";
import type { OnOrder } from "./issue-by-acme.js";
import { pauseAfter } from "./order-keeper.js";
import type { RetryAfter } from "./record/acme-notes.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import { formatInstant } from "./spec/instant.js";
import { StoreError } from "./store/port.js";

/** No order is to be placed before an instant, by the CA's word or after too many refusals. */
export class RateLimited extends CertificateError {
  readonly retryAfter: RetryAfter;

  constructor(retryAfter: RetryAfter, ...clauses: ConstructorParameters<typeof CertificateError>) {
    super(...clauses);
    this.retryAfter = retryAfter;
  }
}

const stands = "What was there before is still there";

/** Why no certificate came of it, for people; what must be known of it in the next run is kept with the order. */
export async function explainRefusal(error: unknown, order: OnOrder): Promise<unknown> {
  const { spec, acme } = order.issuance;
  const certificate = `certificate ${spec.namespace}/${spec.secretName}`;
  if (error instanceof PartialFailure || error instanceof StoreError) return error;
  if (order.signal.aborted)
    return new CertificateError(
      `${certificate} was not issued within its timeout of ${spec.timeout / 1000} s: ${messageOf(error)}`,
      `${stands}; the order is kept, and the next run goes on with it`,
      "Run pulumi up again, or give it a longer timeout",
      { cause: error },
    );
  if (error instanceof InvalidOrder) return await refused(error, order, `the CA gave the order up: `);
  if (error instanceof AcmeProblem && error.is("rateLimited"))
    return await limited(error, order, certificate);
  if (error instanceof CertificateError)
    return new CertificateError(`${certificate} was not issued: ${error.message}`, undefined, undefined, {
      cause: error,
    });
  const who = error instanceof AcmeProblem ? `${new URL(acme.server).host} refuses it: ` : "";
  if (error instanceof AcmeProblem && ofSpecification.some((word) => error.is(word)))
    return await refused(error, order, who);
  return new CertificateError(
    `${certificate} was not issued: ${who}${messageOf(error)}`,
    stands,
    "Mend that and run pulumi up again",
    { cause: error },
  );
}

/** What is refused in the same way again unless something is mended (RFC 8555, 6.7), with or without an order. */
const ofSpecification = ["rejectedIdentifier", "unsupportedIdentifier", "caa", "badCSR", "badPublicKey"];

/** The order is lost, and counts: CAs count refusals, too. */
async function refused(error: Error, order: OnOrder, who: string): Promise<CertificateError> {
  const { keeper, specification, kept, issuance } = order;
  const failures = (kept?.failures ?? 0) + 1;
  const retryAt = pauseAfter(failures, issuance.now());
  const said = messageOf(error);
  await keeper.keep({ specification, failures, said, ...(retryAt === undefined ? {} : { retryAt }) });
  const pause = retryAt === undefined ? "" : `, after ${formatInstant(retryAt)}`;
  const clauses = [
    `certificate ${issuance.spec.namespace}/${issuance.spec.secretName} was not issued: ${who}${said}`,
    stands,
    `Mend that and run pulumi up again${pause}`,
    { cause: error },
  ] as const;
  if (retryAt === undefined) return new CertificateError(...clauses);
  const names = namesOf(issuance.spec);
  return new RateLimited({ until: retryAt, detail: said, names, refusals: failures }, ...clauses);
}

function namesOf({ dnsNames, ipAddresses }: CertificateSpec): string[] {
  return [...dnsNames, ...ipAddresses].sort();
}

/** An hour, where the CA names no time: most limits are counted by it. */
const usualWait = 3_600_000;

async function limited(error: AcmeProblem, order: OnOrder, certificate: string): Promise<RateLimited> {
  const { keeper, specification, kept, issuance } = order;
  const { spec, now } = issuance;
  const until = error.retryAfter ?? now() + usualWait;
  const said = messageOf(error);
  const current = keeper.keptFor(specification) ?? kept ?? { specification, failures: 0 };
  await keeper.keep({ ...current, retryAt: until, said });
  return new RateLimited(
    { until, detail: said, names: namesOf(spec) },
    `${certificate} was not issued: the CA takes no order for these names before ${formatInstant(until)}: ${said}`,
    stands,
    "Run pulumi up after that instant; other names are tried at once",
    { cause: error },
  );
}
