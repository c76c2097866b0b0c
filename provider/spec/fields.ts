/** One thing that is wrong with the inputs. `property` is a property path such as `privateKey.size` or `dnsNames[1]`. */
export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

/** What an unknown value looks like to a dynamic provider, whatever its type (pulumi/pulumi#6310). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What reading found besides the values: everything wrong, and everything not known yet. */
export interface Findings {
  readonly failures: CheckFailure[];
  readonly waitingOn: string[];
}

/**
 * Reads the fields of one object of the inputs, by name and type. A field that is absent, wrong or not known
 * yet reads as undefined; which of the three it was stands in the findings. Fields that nobody asked for are
 * reported by {@link Fields.done}.
 */
export class Fields {
  readonly #value: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #findings: Findings;
  readonly #asked = new Set<string>();

  constructor(value: Readonly<Record<string, unknown>>, path: string, findings: Findings) {
    this.#value = value;
    this.#path = path;
    this.#findings = findings;
  }

  /** Whether the field is given, be it known or not. */
  has(name: string): boolean {
    this.#asked.add(name);
    return this.#value[name] !== undefined && this.#value[name] !== null;
  }

  fail(name: string, reason: string): undefined {
    this.#findings.failures.push({ property: this.path(name), reason });
    return undefined;
  }

  /** Reports the object as a whole. */
  failWhole(reason: string): undefined {
    this.#findings.failures.push({ property: this.#path, reason });
    return undefined;
  }

  path(name: string): string {
    return this.#path === "" ? name : `${this.#path}${name.startsWith("[") ? "" : "."}${name}`;
  }

  raw(name: string): unknown {
    if (!this.has(name)) return undefined;
    const value = this.#value[name];
    if (value !== unknownValue) return value;
    this.#findings.waitingOn.push(this.path(name));
    return undefined;
  }

  /** A value of any form, as text: JSON where it is none. Waits on whatever part of it is not known yet. */
  anything(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "string") return value;
    const text = JSON.stringify(value);
    if (!text.includes(unknownValue)) return text;
    this.#findings.waitingOn.push(this.path(name));
    return undefined;
  }

  /** A text that `read` turns into a value; `read` answers undefined for one that it refuses. */
  text<T = string>(
    name: string,
    wanted: string,
    read: (text: string) => T | undefined = (text) => text as T,
  ): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === "string" && isTorn(value)) return this.fail(name, notUnicode);
    const result = typeof value === "string" ? read(value) : undefined;
    if (result !== undefined) return result;
    const isMistyped = ["number", "boolean"].includes(typeof value) && read(String(value)) !== undefined;
    return this.#refuse(name, wanted, value, isMistyped ? "a text" : undefined);
  }

  /** Names the type where it is that which is wrong, as of a `"4096"` out of a stack's configuration. */
  #refuse(
    name: string,
    wanted: string,
    value: unknown,
    type: "a text" | "a number" | "a boolean" | undefined,
  ): undefined {
    const mend =
      type === undefined ? "" : `: give ${type}, not a ${typeof value === "string" ? "text" : typeof value}`;
    return this.fail(name, `must be ${wanted}, not ${shorten(value)}${mend}`);
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const among = (text: string) => choices.find((choice) => choice === text);
    return this.text(name, `one of ${choices.join(", ")}`, among);
  }

  number(name: string, wanted: string, accept: (value: number) => boolean): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === "number" && accept(value)) return value;
    return this.#refuse(name, wanted, value, typeof value === "string" ? "a number" : undefined);
  }

  boolean(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "boolean") return value as boolean | undefined;
    const isMistyped = value === "true" || value === "false";
    return this.#refuse(name, "true or false", value, isMistyped ? "a boolean" : undefined);
  }

  /** A list whose members `read` turns into texts, or into a reason why not. Sorted, without duplicates. */
  list(
    name: string,
    read: (text: string) => { readonly value: string } | { readonly reason: string },
  ): string[] | undefined {
    const members = this.sequence(name, read);
    return members && [...new Set(members)].sort();
  }

  /** The same in the order given, duplicates and all. */
  sequence(
    name: string,
    read: (text: string) => { readonly value: string } | { readonly reason: string },
  ): string[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.fail(name, `must be a list, not ${shorten(value)}`);
    return value.flatMap((member: unknown, index) => {
      if (member === unknownValue) {
        this.#findings.waitingOn.push(`${this.path(name)}[${index}]`);
        return [];
      }
      const result =
        typeof member !== "string"
          ? { reason: `must be a text, not ${shorten(member)}` }
          : isTorn(member)
            ? { reason: notUnicode }
            : read(member);
      if ("value" in result) return [result.value];
      this.#findings.failures.push({ property: `${this.path(name)}[${index}]`, reason: result.reason });
      return [];
    });
  }

  object(name: string): Fields | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || Array.isArray(value))
      return this.fail(name, `must be an object, not ${shorten(value)}`);
    return new Fields(value as Record<string, unknown>, this.path(name), this.#findings);
  }

  /** The members of a list of objects; those that are none, or not known yet, are left out. */
  objects(name: string): Fields[] | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return this.fail(name, `must be a list, not ${shorten(value)}`);
    const list = new Fields(
      Object.fromEntries(value.map((member: unknown, index) => [`[${index}]`, member ?? "null"])),
      this.path(name),
      this.#findings,
    );
    return value.flatMap((_, index) => list.object(`[${index}]`) ?? []);
  }

  /** An object or a list that is passed on as it is; not known yet while anything in it is not. */
  json(name: string, wanted: "an object" | "a list"): unknown {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value !== "object" || Array.isArray(value) !== (wanted === "a list"))
      return this.fail(name, `must be ${wanted}, not ${shorten(value)}`);
    if (!JSON.stringify(value).includes(unknownValue)) return value;
    this.#findings.waitingOn.push(this.path(name));
    return undefined;
  }

  /** The fields of an object that maps any name to a text. */
  map(
    name: string,
    faultOf: (key: string, value: string) => string | undefined,
  ): Record<string, string> | undefined {
    const fields = this.object(name);
    if (fields === undefined) return undefined;
    const result: Record<string, string> = {};
    for (const key of Object.keys(fields.#value).sort()) {
      const value = fields.text(key, "a text");
      if (value === undefined) continue;
      const fault = faultOf(key, value);
      if (fault === undefined) result[key] = value;
      else fields.fail(key, fault);
    }
    return result;
  }

  /** Reports every field that was not asked for, with the nearest one that exists. Names with `__` are the SDK's own. */
  done(): void {
    for (const name of Object.keys(this.#value)) {
      if (this.#asked.has(name) || name.startsWith("__")) continue;
      if (this.#value[name] === undefined) continue;
      const near = [...this.#asked].find(
        (known) => known.toLowerCase() === name.toLowerCase() || isTypo(known, name),
      );
      this.fail(
        name,
        near === undefined
          ? "is not a field of a Certificate"
          : `is not a field of a Certificate; did you mean ${near}?`,
      );
    }
  }
}

const notUnicode = "is no Unicode text: it holds half of a surrogate pair";

/** Whether a text cannot be written as UTF-8, as a text cut in the middle of an emoji cannot. */
function isTorn(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** A value as a message may show it: short, on one line. Never called with a field that may be a secret. */
export function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Whether one letter was added, left out or mistaken. */
export function isTypo(known: string, given: string): boolean {
  if (Math.abs(known.length - given.length) > 1) return false;
  const [short, long] = known.length <= given.length ? [known, given] : [given, known];
  let start = 0;
  while (start < short.length && short[start] === long[start]) start++;
  return short.slice(short.length === long.length ? start + 1 : start) === long.slice(start + 1);
}
