import { foreignText } from "../../errors.js";
import { readIssueValue, valuesOf } from "../issue-value.js";
import type { CaaRecord } from "./caa-record.js";

/** What a CA asks CAA records before it issues. */
export interface CaaQuestion {
  /** In lower case, without "*.". */
  readonly name: string;
  readonly wildcard: boolean;
  /** The names by which records permit this CA: `caaIdentities` of its directory (RFC 8555, 9.7.6). */
  readonly issuers: readonly string[];
  /** Undefined where the account is not made yet. */
  readonly accountUri: string | undefined;
  /** How control will be proven: a challenge's type, such as `dns-01`. */
  readonly method: string;
}

/** The records that count for a name, and the name at which they stand: its own or the nearest above. */
export interface CaaRecords {
  readonly name: string;
  readonly records: readonly (CaaRecord | undefined)[];
}

/** Tags that a CA knows; an unknown one counts where it is critical (RFC 8659, 4.1; RFC 9495; CA/B Forum, 3.2.2.8). */
const known = ["issue", "issuewild", "iodef", "issuemail", "contactemail", "contactphone"];

/**
 * Why a CA may not issue for a name by a method, as a clause for people; undefined where it may. Without records any CA
 * may.
 *
 * @see RFC 8659, section 4 (issue, issuewild, critical); RFC 8657 (accounturi, validationmethods)
 */
export function caaObjection(question: CaaQuestion, found: CaaRecords | undefined): string | undefined {
  if (found === undefined) return undefined;
  const objection = objectionOf(question, found);
  return objection === undefined ? undefined : foreignText(objection);
}

function objectionOf(question: CaaQuestion, found: CaaRecords): string | undefined {
  const at = `the CAA records of ${found.name}`;
  const strange = found.records.find((record) => record?.critical && !known.includes(record.tag));
  if (strange !== undefined)
    return `${at} hold the critical tag ${strange.tag}, which a CA must know to issue`;
  const records = found.records.filter((record) => record !== undefined);
  const wild = question.wildcard ? records.filter(({ tag }) => tag === "issuewild") : [];
  const deciding = wild.length > 0 ? wild : records.filter(({ tag }) => tag === "issue");
  if (deciding.length === 0) return undefined;
  const objections = deciding.map(({ value }) => objectionIn(value, question));
  if (objections.includes(undefined)) return undefined;
  // What is said of this very CA tells more than that others are permitted.
  const ours = objections.find((objection) => objection !== otherIssuer);
  const tag = wild.length > 0 ? "issuewild" : "issue";
  return ours === undefined
    ? `${at} permit only ${permitted(deciding)} (${tag}), not ${question.issuers.join(" or ") || "this CA"}`
    : `${at} permit this CA ${ours} (${tag})`;
}

const otherIssuer = Symbol("permits another CA");

function objectionIn(text: string, question: CaaQuestion): string | typeof otherIssuer | undefined {
  const value = readIssueValue(text);
  // A value that cannot be read permits nobody (RFC 8659, 4.2).
  if (value === undefined || !question.issuers.some((name) => name.toLowerCase() === value.issuer))
    return otherIssuer;
  const accounts = valuesOf(value, "accounturi");
  if (accounts.length > 1) return "for two accounts at once, which none can be";
  const [account] = accounts;
  if (account !== undefined && account !== question.accountUri)
    return `for the account ${account} alone, not for ${question.accountUri ?? "one that is yet to be made"}`;
  const methods = valuesOf(value, "validationmethods");
  const unfit = methods.find((list) => !list.split(",").includes(question.method));
  return unfit === undefined
    ? undefined
    : `by ${unfit.replaceAll(",", ", ")} alone, not by ${question.method}`;
}

function permitted(records: readonly CaaRecord[]): string {
  const issuers = records
    .map(({ value }) => readIssueValue(value)?.issuer ?? "")
    .filter((name) => name !== "");
  return issuers.length === 0 ? "nobody" : [...new Set(issuers)].join(", ");
}
