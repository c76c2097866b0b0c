import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { splitChain } from "../x509/read-certificate.js";
import { Anchors } from "./path.js";

let anchors: Anchors | undefined;

/**
 * The roots that node:tls trusts by default: those that Node brings (Mozilla's) and `NODE_EXTRA_CA_CERTS`.
 *
 * @see https://nodejs.org/api/cli.html#node_extra_ca_certsfile
 */
export function systemAnchors(): Anchors {
  // Node's own PEM has another form than the one in which certificates are compared here.
  anchors ??= new Anchors([...rootCertificates.flatMap(splitChain), ...extra()]);
  return anchors;
}

function extra(): readonly string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (file === undefined || file === "") return [];
  try {
    return splitChain(readFileSync(file, "utf8"));
  } catch {
    return []; // as Node does, which warns
  }
}
