import type { Fields } from "./fields.js";
import type { Http01Spec, ListenSpec } from "./http01-spec.js";
import { readIpAddress } from "./names.js";
import { parseIngress } from "./parse-http01-ingress.js";
import { isPort, parseSelfCheck } from "./parse-self-check.js";

const ways = ["listen", "webroot", "ingress"] as const;

/** The field `http01` of a solver: exactly one way to answer, and how it is checked. */
export function parseHttp01(solver: Fields): Http01Spec | undefined {
  const http01 = solver.object("http01");
  if (http01 === undefined) return undefined;
  const given = ways.filter((way) => http01.has(way));
  const selfCheck = parseSelfCheck(http01, 80);
  let result: Http01Spec | undefined;
  if (given.length !== 1) solver.fail("http01", `must hold exactly one of ${ways.join(", ")}`);
  else if (given[0] === "listen") {
    const listen = parseListen(http01, 80);
    if (listen !== undefined) result = { kind: "listen", listen, selfCheck };
  } else if (given[0] === "ingress") {
    const ingress = parseIngress(http01);
    if (ingress !== undefined) result = { kind: "ingress", ingress, selfCheck };
  } else {
    const directory = parseWebroot(http01);
    if (directory !== undefined) result = { kind: "webroot", directory, selfCheck };
  }
  http01.done();
  return result;
}

/** The field `listen`; an empty object is all addresses and the CA's own port. */
export function parseListen(fields: Fields, port: number): ListenSpec | undefined {
  const listen = fields.object("listen");
  if (listen === undefined) return undefined;
  const address = listen.text("address", "an IP address of this machine", readIpAddress);
  const result = { port: listen.number("port", "a port from 1 to 65535", isPort) ?? port };
  listen.done();
  return address === undefined ? result : { ...result, address };
}

function parseWebroot(http01: Fields): string | undefined {
  const webroot = http01.object("webroot");
  if (webroot === undefined) return undefined;
  const directory = webroot.text("directory", "the path of a folder", (text) =>
    text === "" || text.includes("\0") ? undefined : text,
  );
  if (!webroot.has("directory"))
    webroot.fail("directory", "is missing: the folder that the web server serves");
  webroot.done();
  return directory;
}
