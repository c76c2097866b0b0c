import { isDeepStrictEqual } from "node:util";
import { foreignText } from "../errors.js";
import type { ControllerSeen } from "../record/observed.js";
import type { Owner } from "../record/record.js";
import type { CertificateSpec } from "../spec/certificate-spec.js";
import { parseInstant } from "../spec/instant.js";
import { certificateManifest } from "./certificate-manifest.js";
import { retryAfter } from "./diagnosis/retry.js";
import { isKeyRace } from "./key-race.js";
import { marksOf } from "./marks.js";
import { type CertificateObject, condition, isReady } from "./objects.js";

/** What decisions need to know of a Certificate; `applied` is the generation that was recorded. */
export function controllerSeen(
  object: CertificateObject | undefined,
  applied: number | undefined,
): ControllerSeen {
  if (object === undefined) return { state: "absent" };
  const failure = lastFailure(object);
  const { generation } = object.metadata;
  return {
    state: "present",
    edited: applied !== undefined && generation !== undefined && generation !== applied,
    ...(failure === undefined ? {} : { failure }),
  };
}

/** The same, and whether this specification is the one that cert-manager was asked for already. */
export function asked(
  seen: ControllerSeen,
  object: CertificateObject | undefined,
  spec: CertificateSpec,
  owner: Pick<Owner, "id">,
): ControllerSeen {
  if (seen.state !== "present" || object === undefined || spec.issuer.kind !== "issuerRef") return seen;
  const marks = marksOf(owner.id, "");
  const isSame = [true, false].some((percentage) =>
    isDeepStrictEqual(certificateManifest(spec, marks, { percentage }).spec, object.spec),
  );
  return isSame ? { ...seen, asked: isReady(object) ? "fulfilled" : "pending" } : seen;
}

/** The last failure, while nothing has succeeded since; one that nothing need wait for is none. */
function lastFailure(object: CertificateObject) {
  const { lastFailureTime, failedIssuanceAttempts } = object.status ?? {};
  const since = parseInstant(lastFailureTime ?? "");
  if (since === undefined || isKeyRace(object)) return undefined;
  const message = condition(object, "Issuing")?.message ?? "it did not say why";
  return { message: foreignText(message), since, retryAt: retryAfter(since, failedIssuanceAttempts) };
}
