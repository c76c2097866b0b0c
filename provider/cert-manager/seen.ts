import { foreignText } from "../errors.js";
import type { ControllerSeen } from "../record/observed.js";
import { parseInstant } from "../spec/instant.js";
import { type CertificateObject, condition } from "./objects.js";

const hour = 3_600_000;

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

/**
 * The last failure, while nothing has succeeded since, and the instant from which cert-manager tries again:
 * an hour later, then two, at most 32. Its flags may set other bounds; these are its defaults.
 *
 * @see cert-manager, pkg/controller/certificates/trigger/trigger_controller.go, shouldBackoffReissuingOnFailure
 */
function lastFailure(object: CertificateObject) {
  const since = parseInstant(object.status?.lastFailureTime ?? "");
  if (since === undefined) return undefined;
  const attempts = Math.max(1, object.status?.failedIssuanceAttempts ?? 1);
  const delay = Math.min(32 * hour, hour * 2 ** Math.min(attempts - 1, 10));
  const message = condition(object, "Issuing")?.message ?? "it did not say why";
  return { message: foreignText(message), since, retryAt: since + delay };
}
