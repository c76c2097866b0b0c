import type { IssuerSpec } from "./certificate-spec.js";
import type { CsrSpec, ReadRequest, RequestFacts } from "./csr-spec.js";
import { Fields, type Findings, unknownValue } from "./fields.js";

/** What a request says itself. */
const said = [
  "commonName",
  "subject",
  "dnsNames",
  "ipAddresses",
  "uris",
  "emailAddresses",
  "privateKey",
] as const;

/**
 * In a failure the engine prints what stands at the property, if that is one of the outermost: these are none. A text
 * that was to be a request may be a key in any form, and whatever it is, a terminal would obey it.
 */
const theRequest = "csr.request";
const keyInIt = "csr.privateKey";
const keyLabel = "PRIVATE KEY";

/** What nothing can be made of without the private key. */
const ofTheKey = ["keystores", "additionalOutputFormats", "exportPrivateKey", "crl"] as const;

/** A request of the user's own, and the inputs that it stands in the place of, by their names. */
export interface Asked {
  readonly csr?: CsrSpec;
  readonly asked: Fields;
}

/**
 * Where names and key are read from: a `csr`, where one is given, else the inputs themselves. What is wrong with what a
 * request says is reported as if it were a field of it, such as `csr.dnsNames[0]`.
 */
export function parseCsr(fields: Fields, findings: Findings, readRequest: ReadRequest): Asked {
  if (!fields.has("csr")) return { asked: fields };
  refuseBeside(fields);
  const pem = textOf(fields);
  const read = pem === undefined ? undefined : readRequest(pem);
  if (read !== undefined && "fault" in read)
    fields.fail(pem?.includes(keyLabel) ? keyInIt : theRequest, read.fault);
  if (read === undefined || "fault" in read) return { asked: unread() };
  refuseAuthority(fields, read);
  if (!fields.has("usages")) refusePurposes(fields, read);
  const { publicKeyHash, subject } = read;
  return { csr: { pem: read.pem, publicKeyHash, subject }, asked: within(read, findings) };
}

function textOf(fields: Fields): string | undefined {
  const value = fields.raw("csr");
  if (value === undefined || typeof value === "string") return value;
  return fields.fail(theRequest, `must be a text in PEM, as readFileSync(file, "utf8") gives it`);
}

/** The subject is taken whole, whatever it is made of. */
function within({ subject: _, ...facts }: RequestFacts, findings: Findings): Fields {
  return new Fields({ ...facts }, "csr", findings);
}

/** A request of which nothing is known: it may hold any name. */
function unread(): Fields {
  return new Fields({ dnsNames: unknownValue }, "csr", { failures: [], waitingOn: [] });
}

/** Whoever has, or makes, a key of its own for each certificate. */
export function refuseIssuer(fields: Fields, issuer: IssuerSpec | undefined): void {
  if (!fields.has("csr")) return;
  if (issuer?.kind === "selfSigned")
    fields.fail(
      "issuer.selfSigned",
      "cannot be given beside csr, whose key would have to sign: openssl req -x509 does that, where the key is",
    );
  if (issuer?.kind === "issuerRef")
    fields.fail(
      "issuerRef",
      "cannot be given beside csr: cert-manager makes a key for each Certificate; its CertificateRequest takes a request",
    );
}

function refuseBeside(fields: Fields): void {
  for (const field of said)
    if (fields.has(field)) fields.fail(field, "cannot be given beside csr, which says it: leave it out");
  for (const field of ofTheKey)
    if (fields.has(field) && fields.raw(field) !== false)
      fields.fail(field, "cannot be given beside csr: it needs the private key, which is not known here");
  if (fields.has("adopt"))
    fields.fail(
      "adopt",
      "cannot be given beside csr: the Secret would lose its private key, which may lie nowhere else",
    );
}

/** A certificate that left a purpose out would be for fewer than asked for, and without any purpose for all there are. */
function refusePurposes(fields: Fields, { usages, otherPurposes: [other] }: RequestFacts): void {
  if (other !== undefined)
    fields.fail(
      theRequest,
      `asks for the key purpose ${other}, which has no word: say in usages what it is for`,
    );
  else if (usages?.length === 0)
    fields.fail(theRequest, "asks for no usage at all: say in usages what it is for");
}

/** A request that asks for a CA which the program does not mean to sign, or for a narrower one. */
function refuseAuthority(fields: Fields, request: RequestFacts): void {
  const isCA = fields.has("isCA") ? fields.raw("isCA") : false;
  if (typeof isCA !== "boolean") return;
  const { usages = [], pathLenConstraint } = request;
  const fail = (reason: string) => fields.fail(theRequest, reason);
  if (!isCA && (request.isCA === true || usages.includes("cert sign")))
    return void fail("asks for a CA (basicConstraints, or the usage cert sign), and isCA is not true");
  if (isCA && request.isCA === false) fail("says that it is for no CA (basicConstraints), and isCA is true");
  if (!isCA) return;
  if (pathLenConstraint !== undefined && fields.raw("pathLenConstraint") !== pathLenConstraint)
    fail(`asks for pathLenConstraint ${pathLenConstraint}: give the same beside it`);
  if (request.isConstrained && !fields.has("nameConstraints"))
    fail("asks for name constraints: give them beside it as nameConstraints");
}
