import type { RenewalSpec, RenewalWindow, Weekday } from "./certificate-spec.js";
import { weekdays } from "./certificate-spec.js";
import type { Fields } from "./fields.js";
import { shorten } from "./fields.js";

/** When and by whom a certificate is renewed: the field `renewal`. */
export function parseRenewal(fields: Fields, byController: boolean): RenewalSpec {
  const renewal = fields.object("renewal");
  const trigger = renewal?.anything("trigger");
  const by = renewal?.choice("by", ["pulumi", "controller"]);
  if (by === "controller" && !byController)
    renewal?.fail(
      "by",
      `can be "controller" only with issuerRef: without cert-manager there is no controller`,
    );
  const record = renewal?.choice("record", ["always", "onRefresh"]);
  const windows = renewal?.objects("windows")?.flatMap(parseWindow);
  if (by === "controller" && renewal?.has("windows") === true)
    renewal.fail("windows", `hold back what Pulumi renews, which by: "controller" leaves to cert-manager`);
  renewal?.done();
  return {
    by: by ?? "default",
    record: record ?? "always",
    ...(windows === undefined || windows.length === 0 ? {} : { windows }),
    ...(trigger === undefined ? {} : { trigger }),
  };
}

function parseWindow(window: Fields): RenewalWindow[] {
  const days = window.list("days", (text) =>
    weekdays.some((day) => day === text)
      ? { value: text }
      : { reason: `must be one of ${weekdays.join(", ")}, not ${shorten(text)}` },
  );
  const given = window.raw("days");
  if (Array.isArray(given) && given.length === 0)
    window.fail("days", "must name a day at least, or be left out for all of them");
  const time = (name: string) => {
    if (!window.has(name)) return window.fail(name, `is missing: a time of day such as "22:00"`);
    return window.text(name, `a time of day from "00:00" to "24:00"`, minutesOf);
  };
  const [start, end] = [time("start"), time("end")];
  const timeZone =
    window.text("timeZone", `a time zone of the IANA database, such as "Europe/Berlin"`, knownZone) ?? "UTC";
  window.done();
  if (start === undefined || end === undefined) return [];
  const open = weekdays.filter((day) => days?.includes(day) ?? true) satisfies Weekday[];
  return [{ days: open, start, end, timeZone }];
}

function minutesOf(text: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(text) ?? [];
  const count = Number(hours) * 60 + Number(minutes);
  return count <= 1440 ? count : undefined; // no number fails too
}

function knownZone(text: string): string | undefined {
  // Offsets are zones to some releases of Node and not to others.
  if (!/^[A-Za-z]/.test(text)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone && text;
  } catch {
    return undefined;
  }
}
