import { RateLimited } from "./acme-refusal.js";
import { spread } from "./copy.js";
import { isHandedOver, isTaken } from "./decision/adoption.js";
import { besideCopies } from "./decision/copies.js";
import type { Decision } from "./decision/decision.js";
import { explain, explainReason } from "./decision/explain.js";
import { deferred } from "./deferred.js";
import { CertificateError, forPeople, nameOf, PartialFailure } from "./errors.js";
import { takeFromController } from "./hand-over.js";
import { ownerOf, urnOf } from "./identity.js";
import { type Judgement, judge } from "./judge.js";
import { passwordDigests } from "./keystore-passwords.js";
import { observe } from "./observe.js";
import { outputsOf, type Properties, recordedIn, rhythmOf, unfinishedOutputs } from "./outputs.js";
import { perform } from "./perform.js";
import { performControlled } from "./perform-controlled.js";
import type { Ports } from "./ports.js";
import type { Recorded } from "./record/observed.js";
import { sealed } from "./secret-outputs.js";
import { verifyServed } from "./served.js";
import type { CertificateSpec } from "./spec/certificate-spec.js";
import type { Instant } from "./spec/instant.js";
import { readCopies } from "./spec/parse-copies.js";
import { parseSpec } from "./spec/parse-spec.js";
import { besides, issuerName } from "./spec/requested.js";
import type { Performed } from "./write.js";
import { readRequest } from "./x509/read-request.js";

/** One `create` or `update`. */
export interface Application {
  readonly inputs: Properties;
  /** The outputs in the state; absent in a `create`. */
  readonly olds?: Properties;
  readonly id: string;
  readonly uid: string;
  /** What the same run has previewed, as text; undefined where it could not know. */
  readonly previewed?: string | undefined;
}

/** Decides again at the moment of acting, acts, and looks once more; answers the outputs. Failures are written for people. */
export async function apply(ports: Ports, application: Application): Promise<Properties> {
  const parsed = parseSpec(application.inputs, readRequest);
  if (!("spec" in parsed)) throw new Error("the inputs of this resource did not pass check");
  const { spec } = parsed;
  refuseSetTime(ports, nameOf(spec));
  try {
    const outs = await within(spec, () => act(ports, spec, application));
    // It has a time of its own: the certificate is there by then.
    await verifyServed(ports, spec, { id: application.id, urn: urnOf(application.inputs) }, outs);
    return outs;
  } catch (error) {
    throw forPeople(error, nameOf(spec));
  }
}

async function act(ports: Ports, spec: CertificateSpec, application: Application): Promise<Properties> {
  const { inputs, olds } = application;
  const recorded = olds === undefined ? undefined : recordedIn(application.id, olds, inputs, spec);
  const formerCopies = readCopies(olds ?? {});
  const asker = { ...askerOf(inputs, recorded), formerCopies, chain: olds ?? {} };
  const judgement = await judge(ports, spec, asker, "material");
  await tellChange(ports, application, judgement.decision);
  const original = await carryOut(ports, spec, application, judgement).catch((error: unknown) => {
    throw unfinished(spec, application, judgement, error);
  });
  const { store } = judgement;
  const say = (line: string) => ports.log("warning", line, urnOf(inputs));
  const { performed, left, failure } = await spread(
    ports,
    spec,
    { store, former: formerCopies, say },
    original,
  );
  const privateKeyPem = spec.exportPrivateKey ? await exportedKey(judgement, spec) : undefined;
  const outs = wire(
    outputsOf(application.id, inputs, performed.record, performed.certificate, {
      privateKeyPem,
      rhythm: rhythmOf(spec),
      besides: besides(spec),
      orders: orders(spec),
      passwords: passwordDigests(spec, performed.record.uid),
      copiesLeft: left,
    }),
  );
  if (failure !== undefined) throw new PartialFailure(failure, application.id, outs);
  await settled(ports, spec, application, outs, judgement.now);
  return outs;
}

/** Whether a killed run may leave an order in progress beside the Secret, or its key. */
function orders({ issuer, ownership }: CertificateSpec): boolean {
  return issuer.kind === "acme" || ownership.recreate;
}

/** What is done is what is right now; where that is no longer what was previewed, the facts that changed are told. */
async function tellChange(
  ports: Ports,
  { inputs, previewed }: Application,
  decision: Decision,
): Promise<void> {
  const text = explain(decision);
  if (previewed === undefined || text === previewed || decision.action === "defer") return;
  const line = decision.action === "keep" ? "nothing is left to do" : text;
  await ports.log("info", `changed since the preview: ${line}`, urnOf(inputs));
}

function askerOf(inputs: Properties, recorded: Recorded | undefined) {
  const cluster = typeof inputs.__cluster === "string" ? inputs.__cluster : undefined;
  return { owner: ownerOf(inputs), recorded, cluster };
}

async function carryOut(
  ports: Ports,
  spec: CertificateSpec,
  application: Application,
  judgement: Judgement,
): Promise<Performed> {
  const { sight, store, now, cluster } = judgement;
  const decision = doable(judgement);
  if (decision.action === "defer") throw deferred(spec, decision);
  const { inputs, uid, olds } = application;
  const owner = ownerOf(inputs);
  const crlPem = typeof olds?.crlPem === "string" ? olds.crlPem : undefined;
  const shared = {
    store,
    spec,
    sight,
    isTaken: isTaken(judgement.observed),
    owner,
    uid,
    now,
    cluster,
    crlPem,
  };
  const log = (severity: "info" | "warning", line: string) => ports.log(severity, line, urnOf(inputs));
  const own = { ...shared, ports, report: log };
  if (spec.store.kind !== "kubernetes") return perform(own, decision);
  const controller = ports.controller(spec.store.cluster);
  if (spec.issuer.kind !== "issuerRef") {
    const hands = { controller, store, spec, sight, owner: owner.id };
    const left = isHandedOver(judgement.observed) ? await takeFromController(hands) : sight;
    return perform({ ...own, sight: left }, decision);
  }
  const report = (line: string) => log("info", line);
  return performControlled({ ...shared, controller, clock: ports.now, report }, decision);
}

/** After a failed `up` the engine asks for an update although nothing is wanted: the facts are read again, no more. */
function doable({ decision, sight }: Judgement): Decision {
  return decision.action === "defer" && !decision.wanted && sight.seen.state === "present"
    ? { action: "keep", reasons: [], warnings: decision.warnings }
    : besideCopies(decision);
}

/**
 * A failed creation through cert-manager leaves its Certificate, which goes on asking the CA, and one by ACME leaves
 * its order: the state must know of either.
 */
function unfinished(
  spec: CertificateSpec,
  application: Application,
  { decision }: Judgement,
  error: unknown,
): unknown {
  const { inputs, olds, id } = application;
  const leavesSome = spec.issuer.kind === "issuerRef" || spec.issuer.kind === "acme";
  const refused =
    error instanceof RateLimited ? { ...error.retryAfter, issuer: issuerName(spec.issuer) } : undefined;
  // What was never issued has no record: what the CA said last stands in the state alone.
  const isNews = olds === undefined || (refused !== undefined && olds.fingerprint === undefined);
  if (!isNews || !leavesSome || decision.action === "defer") return error;
  const owner = ownerOf(inputs).id;
  const outputs = unfinishedOutputs(inputs, owner, rhythmOf(spec), orders(spec), refused);
  return new PartialFailure(forPeople(error, nameOf(spec)), id, wire(outputs));
}

async function exportedKey({ store }: Judgement, spec: CertificateSpec): Promise<string | undefined> {
  const { secret } = await observe(store, spec, "material");
  return secret?.data["tls.key"]?.toString("utf8");
}

/** Whatever is still to be done after acting is an error worth reporting, and nothing obtained is lost. */
async function settled(
  ports: Ports,
  spec: CertificateSpec,
  application: Application,
  outs: Properties,
  now: Instant,
): Promise<void> {
  const { inputs, id } = application;
  const asker = { ...askerOf(inputs, recordedIn(id, outs, inputs, spec)), now };
  const { decision } = await judge(ports, spec, asker, "record");
  // What the issuer did not grant is known only now.
  for (const warning of decision.warnings)
    if (warning.code !== "NotInspected") await ports.log("warning", explainReason(warning), urnOf(inputs));
  // What is held back until a window opens is for a later run.
  if (decision.action === "keep" || (decision.action === "defer" && !decision.wanted)) return;
  const failure = new CertificateError(
    `${nameOf(spec)} was written as revision ${outs.revision}, and yet there is more to do: ${explain(decision)}`,
    "What was written stands",
    "Run pulumi preview to see what has come in between",
  );
  throw new PartialFailure(failure, id, outs);
}

/** Where another issues, the wait has the same limit and then tells the cause and cleans up, which takes some seconds more. */
const forTheCause = 15_000;

async function within<T>(spec: CertificateSpec, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isOwn = spec.issuer.kind === "selfSigned" || spec.issuer.kind === "ca";
  const limit = spec.timeout + (isOwn ? 0 : forTheCause);
  const late = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        new CertificateError(
          `${nameOf(spec)} was not ready within its timeout of ${spec.timeout / 1000} s`,
          "What was obtained so far is kept",
          "Run pulumi up again, or give it a longer timeout",
        ),
      );
    timer = setTimeout(fail, limit);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws where `KUBECERTS_NOW` is set: what is due then is not due now. */
export function refuseSetTime(ports: Pick<Ports, "isTimeSet">, what: string): void {
  if (!ports.isTimeSet()) return;
  throw new CertificateError(
    `${what} was not touched: KUBECERTS_NOW is set, and what is due then is not due now`,
    "Everything stands as it was",
    "Unset KUBECERTS_NOW and run pulumi up again",
  );
}

/** Outputs as the wire can carry them: undefined fields are dropped (the SDK's struct writer refuses them), secrets are marked. */
export function wire(outputs: Properties): Properties {
  return JSON.parse(JSON.stringify(sealed(outputs))) as Properties;
}
