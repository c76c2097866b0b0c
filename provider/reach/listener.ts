import type { Server } from "node:net";
import { CertificateError } from "../errors.js";
import type { ListenSpec } from "../spec/http01-spec.js";

/**
 * One server for all certificates of this process that are proven at one address: it listens while there is at
 * least one answer to give, and no longer.
 */
export class Listener<Answer> {
  readonly #spec: ListenSpec;
  readonly #make: (answers: ReadonlyMap<string, Answer>) => Server;
  readonly #answers = new Map<string, Answer>();
  #server: Server | undefined;
  /** Opening and closing, one after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(spec: ListenSpec, make: (answers: ReadonlyMap<string, Answer>) => Server) {
    this.#spec = spec;
    this.#make = make;
  }

  /** Gives these answers from now on. @throws a {@link CertificateError} when the port cannot be had. */
  async add(answers: Iterable<readonly [string, Answer]>): Promise<void> {
    const added = [...answers];
    for (const [question, answer] of added) this.#answers.set(question, answer);
    await this.#settle().catch((error: unknown) => {
      for (const [question] of added) this.#answers.delete(question);
      throw this.#refusal(error);
    });
  }

  async remove(questions: Iterable<string>): Promise<void> {
    for (const question of questions) this.#answers.delete(question);
    await this.#settle();
  }

  /** Listens if and only if there is something to answer. */
  #settle(): Promise<void> {
    const settled = this.#turn.then(async () => {
      if (this.#answers.size > 0) this.#server ??= await listening(this.#make(this.#answers), this.#spec);
      else if (this.#server !== undefined) {
        const server = this.#server;
        this.#server = undefined;
        await closed(server);
      }
    });
    this.#turn = settled.catch(() => undefined);
    return settled;
  }

  #refusal(error: unknown): CertificateError {
    const { port, address } = this.#spec;
    const place = address === undefined ? `port ${port}` : `port ${port} of ${address}`;
    const code = String((error as NodeJS.ErrnoException).code);
    const { why, todo } = refusals[code] ?? { why: code, todo: "See why, and run pulumi up again" };
    return new CertificateError(
      `nothing can be proven to the CA: ${place} cannot be listened on (${why})`,
      "The CA was told nothing",
      todo,
      { cause: error },
    );
  }
}

const refusals: Readonly<Record<string, { why: string; todo: string }>> = {
  EADDRINUSE: {
    why: "EADDRINUSE: another process listens there",
    todo: "Stop it, let it pass the CA's question on to another listen.port, or use webroot with its folder",
  },
  EACCES: {
    why: "EACCES: this user may not",
    todo: "Allow it (setcap, or sysctl net.ipv4.ip_unprivileged_port_start), or let the port lead to a listen.port over 1023",
  },
  EADDRNOTAVAIL: {
    why: "EADDRNOTAVAIL: this machine does not have that address",
    todo: "Correct listen.address, or leave it out to listen on all",
  },
};

async function listening(server: Server, { port, address }: ListenSpec): Promise<Server> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(address === undefined ? {} : { host: address }) }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A later error of the server is no reason to end the process: the CA's question then finds nobody, and says so.
  server.on("error", () => undefined);
  return server;
}

async function closed(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ("closeAllConnections" in server) (server.closeAllConnections as () => void)();
  });
}

/** The one listener of this process at each address, made when it is first asked for. */
export function listeners<Answer>(
  make: (answers: ReadonlyMap<string, Answer>) => Server,
): (spec: ListenSpec) => Listener<Answer> {
  const known = new Map<string, Listener<Answer>>();
  return (spec) => {
    const place = `${spec.address ?? ""} ${spec.port}`;
    const listener = known.get(place) ?? new Listener(spec, make);
    known.set(place, listener);
    return listener;
  };
}
