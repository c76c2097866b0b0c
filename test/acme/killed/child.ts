/**
 * One `create` or `update` of a certificate in a process of its own, as the engine drives the provider; it kills itself
 * by SIGKILL at the point that it is told. Its answer is the last line of its output.
 */
import type { ClientRequest, IncomingMessage } from "node:http";
import https from "node:https";
import { join } from "node:path";
import type { CertificateProvider } from "../../../provider/certificate-provider.js";
import type { createProvider } from "../../../provider/index.js";
import type { Properties } from "../../../provider/outputs.js";
import type { Store } from "../../../provider/store/port.js";
import type { Moment, Told } from "./run.js";

const { built, secrets, inputs, olds, kill }: Told = JSON.parse(process.env.TOLD ?? "");

function reach(moment: Moment): void {
  if (moment === kill) process.kill(process.pid, "SIGKILL");
}

/** What Pebble's paths, and the fake's, are requests for. */
const requests = {
  account: /^\/(sign-me-up|newAccount)/,
  newOrder: /^\/(order-plz|newOrder)/,
  challenge: /^\/(chalZ|challenge)/,
  authorization: /^\/(authZ|authorization)/,
  finalize: /^\/finalize/,
  certificate: /^\/certificate|^\/certZ/,
  keyChange: /^\/rollover-account-key/,
} as const;

const request = https.request.bind(https) as typeof https.request;
https.request = ((url: URL, ...rest: [https.RequestOptions]) => {
  const kind = Object.entries(requests).find(([, path]) => path.test(url.pathname))?.[0] as
    | keyof typeof requests
    | undefined;
  if (kind === undefined) return request(url, ...rest);
  reach(`${kind} to be sent`);
  const sent: ClientRequest = request(url, ...rest);
  sent.on("finish", () => setTimeout(() => reach(`${kind} sent`), 1));
  sent.prependListener("response", (response: IncomingMessage) =>
    response.prependListener("end", () => reach(`${kind} answered`)),
  );
  return sent;
}) as typeof https.request;

function watched(store: Store): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      const value = target[name];
      if (typeof value !== "function") return value;
      const method = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (!/^(write|remove)/.test(name)) return method;
      return async (...args: unknown[]) => {
        reach(`${name} to be done` as Moment);
        const answer = await method(...args);
        reach(`${name} done` as Moment);
        return answer;
      };
    },
  });
}

async function main(): Promise<Properties> {
  const provider = provide();
  const { inputs: checked, failures } = await provider.check(olds === undefined ? {} : { ...inputs }, inputs);
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  if (olds === undefined)
    return await provider.create(checked).then((made) => ({ ...made.outs, __id: made.id }));
  return (await provider.update("id", olds, checked)).outs;
}

function provide(): CertificateProvider {
  const part = (path: string) => require(join(built, "dist/provider", path)) as Record<string, unknown>;
  const make = part("index.js").createProvider as typeof createProvider;
  const open = part("store/directory.js").directoryStore as (settings: object) => Store;
  const store = watched(open({ directory: secrets, plaintext: true }));
  return make({ store: () => store, log: async () => undefined });
}

main().then(
  (outs) => console.log(JSON.stringify({ outs })),
  (error: Error) => console.log(JSON.stringify({ failed: error.message })),
);
