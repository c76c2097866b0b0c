import type { Instant } from "../../spec/instant.js";
import { type DerReader, MalformedDer, tags } from "../../x509/der.js";

/** A UTCTime or GeneralizedTime at the reader's place. Fractions of a second, which OCSP allows, are cut off. @see RFC 6960, 4.2.2.1 */
export function readInstant(fields: DerReader, what: string): Instant {
  const { tag, contents, end } = fields.next(what);
  const text = fields.bytes.toString("latin1", contents, end);
  const digits = tag === tags.utcTime ? (text < "50" ? "20" : "19") + text : text;
  const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(digits);
  if ((tag !== tags.utcTime && tag !== tags.generalizedTime) || form === null)
    throw new MalformedDer(`${what} is not a time`);
  const [, year, month, day, hour, minute, second] = form;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant)) throw new MalformedDer(`${what} is no date of the calendar`);
  return instant;
}
