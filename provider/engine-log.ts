import type { Ports } from "./ports.js";

type Client = { readonly log: (request: unknown, answered: (error: unknown) => void) => void };
interface Engine {
  readonly client: Client;
  readonly request: (severity: "info" | "warning", line: string, urn: string) => unknown;
}

let engine: Engine | undefined | null = null;

/**
 * Puts a line on a resource's row through the engine's own log service, whose address the engine gives to every
 * plugin as its last argument. What a plugin prints would stand under the Stack instead, nameless; that is what
 * happens where the engine or the URN is not known.
 */
export const engineLog: Ports["log"] = async (severity, line, urn) => {
  if (engine === null) engine = connect();
  const connected = engine;
  if (connected === undefined || urn === undefined) {
    console.error(`${severity}: ${line}`);
    return;
  }
  await new Promise<void>((done) => {
    connected.client.log(connected.request(severity, line, urn), (error) => {
      if (error) console.error(`${severity}: ${line}`);
      done();
    });
  });
};

/** Uses the copies of gRPC and protobuf that `@pulumi/pulumi` itself has loaded: two copies do not mix. */
function connect(): Engine | undefined {
  const address = process.argv
    .slice(2)
    .filter((argument) => !argument.startsWith("-"))
    .pop();
  if (address === undefined || !/:\d+$/.test(address)) return undefined;
  const beside = require.resolve("@pulumi/pulumi");
  const grpc = require(require.resolve("@grpc/grpc-js", { paths: [beside] }));
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const messages = require("@pulumi/pulumi/proto/engine_pb");
  return {
    client: new EngineClient(address, grpc.credentials.createInsecure()),
    request: (severity, line, urn) => {
      const request = new messages.LogRequest();
      request.setSeverity(severity === "info" ? messages.LogSeverity.INFO : messages.LogSeverity.WARNING);
      request.setMessage(line);
      request.setUrn(urn);
      return request;
    },
  };
}
