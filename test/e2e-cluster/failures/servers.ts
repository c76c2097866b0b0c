import { startBind, tsigSecret } from "../../dns01/bind.js";
import { mac, refusingProxy, strictPebble } from "./acme-servers.js";
import { sandbox } from "./ground.js";

/** The ACME and DNS servers that are there to fail, beside the sandbox's own; where they are is known once they run. */
export const servers = {
  /** The directory of a CA that opens accounts for its customers alone. */
  strict: "",
  /** Of one that refuses orders. */
  refusing: "",
  /** A name server that takes every record of the zone, and that nobody asks. */
  lost: "",
  lostTsig: tsigSecret,
  kid: mac.kid,
  macs: { key: mac.key, wrong: Buffer.alloc(32, 8).toString("base64url") },
};

/** Starts them; answers what ends them. */
export async function startServers(): Promise<() => Promise<void>> {
  const address = new URL(sandbox.directory).hostname;
  const [pebble, proxy, lost] = await Promise.all([
    strictPebble(`refused.${sandbox.zone}`),
    refusingProxy(),
    startBind({ [sandbox.zone]: `ns IN A ${address}` }, address),
  ]);
  Object.assign(servers, { strict: pebble.directory, refusing: proxy.directory, lost: lost.address });
  return async () => {
    pebble.close();
    proxy.close();
    await lost.close();
  };
}
