import type { VerifySpec } from "./certificate-spec.js";
import { parseDuration } from "./duration.js";
import type { Fields } from "./fields.js";
import { readDnsName, readIpAddress } from "./names.js";

/** Node's timers count no further. */
const longest = 2 ** 31 - 1;

/** Where the certificate is to be served, if anybody is to look. */
export function parseVerify(fields: Fields): VerifySpec | undefined {
  const verify = fields.object("verify");
  if (verify === undefined) return undefined;
  const host = verify.text("host", "a host name or an IP address", readHost);
  if (!verify.has("host")) verify.fail("host", "is missing: the name that clients ask for");
  const port = verify.number("port", "a port from 1 to 65535", isPort);
  const address = verify.text("address", "an IP address", readIpAddress);
  const sni = verify.text("sni", "a host name", readServerName);
  const within = verify.text("within", `a duration over zero, such as "2m"`, (text) => {
    const duration = parseDuration(text);
    return duration !== undefined && duration > 0 && duration <= longest ? duration : undefined;
  });
  const caBundle = verify.text("caBundle", "certificates in PEM", (text) =>
    text.includes("-----BEGIN CERTIFICATE-----") ? text : undefined,
  );
  const allowPrivateAddresses = verify.boolean("allowPrivateAddresses") ?? false;
  verify.done();
  if (host === undefined) return undefined;
  return {
    host,
    port: port ?? 443,
    ...(address === undefined ? {} : { address }),
    ...(sni === undefined ? {} : { sni }),
    within: within ?? 120_000,
    ...(caBundle === undefined ? {} : { caBundle }),
    allowPrivateAddresses,
  };
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function readHost(text: string): string | undefined {
  return readIpAddress(text) ?? readServerName(text);
}

/** A wildcard is no server: some name below it has to be asked for. */
function readServerName(text: string): string | undefined {
  const name = readDnsName(text);
  return "value" in name && !name.value.startsWith("*") ? name.value : undefined;
}
