/** What a CAA record's `issue` says, and what a `_validation-persist` record says in the same form. */
export interface IssueValue {
  /** Whose certificates these are, in lower case; empty for nobody's. */
  readonly issuer: string;
  /** Tags in lower case, in the order given. */
  readonly parameters: readonly { readonly tag: string; readonly value: string }[];
}

const label = "[a-z0-9](?:-*[a-z0-9])*";
const issuerName = new RegExp(`^(?:${label}(?:\\.${label})*)?$`, "i");
const parameter = new RegExp(`^(${label})[ \\t]*=[ \\t]*([\\x21-\\x3a\\x3c-\\x7e]*)$`, "i");

/**
 * Reads an `issue-value`; undefined where it is none.
 *
 * @see RFC 8659, 4.2
 */
export function readIssueValue(text: string): IssueValue | undefined {
  const [first = "", ...rest] = text.split(";").map((part) => part.replaceAll(/^[ \t]+|[ \t]+$/g, ""));
  if (!issuerName.test(first)) return undefined;
  const isEmpty = rest.length === 1 && rest[0] === "";
  const matches = isEmpty ? [] : rest.map((part) => parameter.exec(part));
  const parameters = matches.flatMap((match) =>
    match === null ? [] : [{ tag: (match[1] ?? "").toLowerCase(), value: match[2] ?? "" }],
  );
  return parameters.length === matches.length ? { issuer: first.toLowerCase(), parameters } : undefined;
}

/** The values given for a tag. */
export function valuesOf({ parameters }: IssueValue, tag: string): string[] {
  return parameters.filter((one) => one.tag === tag).map(({ value }) => value);
}
