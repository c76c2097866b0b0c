import type { AcmeSolverSpec, AcmeSpec, DirectorySpec, SolverSelector } from "./acme-spec.js";
import type { IssuerSpec } from "./certificate-spec.js";
import { withoutSolver } from "./choose-solver.js";
import type { Fields } from "./fields.js";
import { readDnsName, readIpAddress } from "./names.js";
import { notEmpty, parseAccount, parseDirectory } from "./parse-acme-account.js";
import { parseDns01, parseDnsPersist01 } from "./parse-dns01.js";
import { parseHttp01 } from "./parse-http01.js";
import { parseTlsAlpn01 } from "./parse-tls-alpn01.js";
import { stagingOf } from "./public-cas.js";

/** The field `acme` of `issuer`. */
export function parseAcme(issuer: Fields): IssuerSpec | undefined {
  const acme = issuer.object("acme");
  if (acme === undefined) return undefined;
  const account = parseAccount(acme);
  const preferredChain = acme.text("preferredChain", "a name or a SHA-256 fingerprint", notEmpty);
  const profile = acme.text("profile", "the name of a profile", notEmpty);
  const solvers = parseSolvers(acme);
  const rehearse = parseRehearsal(acme, account?.server);
  acme.done();
  if (account === undefined || solvers === undefined) return undefined;
  const spec: AcmeSpec = {
    ...account,
    solvers,
    ...(preferredChain === undefined ? {} : { preferredChain }),
    ...(profile === undefined ? {} : { profile }),
    ...(rehearse === undefined ? {} : { rehearse }),
  };
  return { kind: "acme", acme: spec };
}

function parseSolvers(acme: Fields): AcmeSolverSpec[] | undefined {
  const given = acme.objects("solvers");
  if (!acme.has("solvers") || given?.length === 0)
    return acme.fail("solvers", "is missing: at least one way to prove control of the names");
  return given?.flatMap((solver) => parseSolver(solver) ?? []);
}

function parseSolver(solver: Fields): AcmeSolverSpec | undefined {
  const selector = parseSelector(solver);
  const kinds = (["dns01", "dnsPersist01", "http01", "tlsAlpn01"] as const).filter((kind) =>
    solver.has(kind),
  );
  const [kind] = kinds;
  let way: AcmeSolverSpec | undefined;
  if (kinds.length !== 1) solver.failWhole("must hold exactly one of dns01, dnsPersist01, http01, tlsAlpn01");
  else if (kind === "dns01") {
    const fields = solver.object("dns01");
    const dns01 = fields === undefined ? undefined : parseDns01(fields);
    if (dns01 !== undefined) way = { kind, dns01 };
  } else if (kind === "dnsPersist01") {
    const fields = solver.object("dnsPersist01");
    if (fields !== undefined) way = { kind, dnsPersist01: parseDnsPersist01(fields) };
  } else if (kind === "http01") {
    const http01 = parseHttp01(solver);
    if (http01 !== undefined) way = { kind, http01 };
  } else {
    const tlsAlpn01 = parseTlsAlpn01(solver);
    if (tlsAlpn01 !== undefined) way = { kind: "tlsAlpn01", tlsAlpn01 };
  }
  solver.done();
  return way === undefined ? undefined : { ...way, ...(selector === undefined ? {} : { selector }) };
}

function parseSelector(solver: Fields): SolverSelector | undefined {
  const selector = solver.object("selector");
  if (selector === undefined) return undefined;
  const dnsNames =
    selector.list("dnsNames", (text) => {
      const address = readIpAddress(text);
      return address === undefined ? readDnsName(text) : { value: address };
    }) ?? [];
  const dnsZones = selector.list("dnsZones", readDnsName) ?? [];
  selector.done();
  return { dnsNames, dnsZones };
}

function parseRehearsal(acme: Fields, server: string | undefined): DirectorySpec | undefined {
  const value = acme.raw("rehearse");
  if (value === undefined || value === false) return undefined;
  if (typeof value === "object") {
    const other = acme.object("rehearse");
    const directory = other === undefined ? undefined : parseDirectory(other);
    other?.done();
    return directory;
  }
  if (value !== true) return acme.fail("rehearse", "must be true, or { server } of a staging directory");
  const staging = server === undefined ? undefined : stagingOf(server);
  if (staging === undefined && server !== undefined)
    return acme.fail("rehearse", "is not known for this server: give { server } of its staging directory");
  return staging === undefined ? undefined : { server: staging };
}

/** Reports what an ACME CA cannot issue at all, and names that no solver can prove; they stand in `asked`. */
export function checkAcmeNames(
  fields: Fields,
  asked: Fields,
  issuer: IssuerSpec | undefined,
  names: {
    readonly commonName?: string;
    readonly dnsNames: readonly string[];
    readonly ipAddresses: readonly string[];
  },
): void {
  if (issuer?.kind !== "acme") return;
  for (const field of ["uris", "emailAddresses", "isCA", "duration"] as const) {
    const place = field === "uris" || field === "emailAddresses" ? asked : fields;
    const value = place.has(field) ? place.raw(field) : undefined;
    if (value === undefined || value === false || (Array.isArray(value) && value.length === 0)) continue;
    place.fail(field, cannot[field]);
  }
  const { commonName } = names;
  if (
    commonName !== undefined &&
    ![...names.dnsNames, ...names.ipAddresses].includes(commonName.toLowerCase())
  )
    asked.fail("commonName", "must be one of dnsNames: an ACME CA proves every name that it writes");
  for (const field of ["dnsNames", "ipAddresses"] as const)
    for (const name of names[field]) {
      const fault = withoutSolver(name, issuer.acme.solvers);
      if (fault !== undefined) asked.fail(field, fault);
    }
}

const cannot = {
  uris: "cannot be proven to an ACME CA",
  emailAddresses: "cannot be proven to an ACME CA",
  isCA: "cannot be true: an ACME CA issues certificates of servers alone",
  duration: "is the CA's to choose: leave it out, or name a profile",
} as const;
