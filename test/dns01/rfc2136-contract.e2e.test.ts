import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { live } from "../../provider/dns01/outside.js";
import { rfc2136 } from "../../provider/dns01/rfc2136/rfc2136.js";
import { startBind, tsigSecret } from "./bind.js";
import { patient } from "./challenges.js";
import { dnsProviderContract, zones } from "./contract.js";
import { givenCredentials } from "./given-credentials.js";

dnsProviderContract(
  "RFC 2136, by a real BIND",
  async () => {
    const bind = await startBind(
      Object.fromEntries(zones.map((zone) => [zone, zone === "example.test" ? "ns IN A 127.0.0.1" : ""])),
    );
    const silent = await silentServer();
    let nameserver = bind.address;
    const open = (secret = tsigSecret) => {
      const tsig = { keyName: "acme", algorithm: "HMACSHA256", secret: { value: secret } } as const;
      return rfc2136({ nameserver, protocol: "TCP", tsig }, givenCredentials(), live);
    };
    return {
      open: () => open(),
      openWrongly: () => open("d3Jvbmctc2VjcmV0"),
      served: bind.txt,
      put: (zone, name, value) => open().add([{ zone, name, values: [value] }], patient()),
      holder: async (name) => {
        const { nsname } = await bind.resolver.resolveSoa(name).catch(() => ({ nsname: "" }));
        if (nsname !== "") return name;
        for (let at = name; at.includes("."); at = at.slice(at.indexOf(".") + 1))
          if (
            await bind.resolver.resolveSoa(at).then(
              () => true,
              () => false,
            )
          )
            return at;
        return undefined;
      },
      silence: () => {
        nameserver = silent.address;
      },
      close: async () => {
        await silent.close();
        await bind.close();
      },
    };
  },
  {
    wrongCredential: /took no update: it answers BADSIG: the secret of the key acme is another one there$/,
    noZone:
      /^the name server 127\.0\.0\.1:\d+ refuses to change _acme-challenge\.notexample\.test in the zone notexample\.test: it answers NOTAUTH: it is not the primary of that zone$/,
    late: /aborted due to timeout/,
    isUncounted: true,
  },
);

/** A name server that hears and says nothing. */
async function silentServer(): Promise<{ address: string; close: () => Promise<void> }> {
  const tcp: Server = createServer().listen(0, "127.0.0.1");
  await once(tcp, "listening");
  const { port } = tcp.address() as AddressInfo;
  const udp: Socket = createSocket("udp4");
  udp.bind(port, "127.0.0.1");
  await once(udp, "listening");
  const close = async () => {
    udp.close();
    tcp.close();
    await once(tcp, "close");
  };
  return { address: `127.0.0.1:${port}`, close };
}
