import { getServers } from "node:dns";
import { NoAnswer, type ServerAddress, serverNamed } from "./exchange.js";
import { type Answer, responseCodes } from "./message.js";
import { query } from "./query.js";

/** The first answer that says what is there, or that nothing is. Rejects with {@link NoAnswer} where no server tells. */
export async function firstAnswer(
  servers: readonly ServerAddress[],
  name: string,
  type: number,
  how: { readonly recursive: boolean; readonly signal: AbortSignal },
): Promise<Answer> {
  let failure: NoAnswer | undefined;
  for (const server of servers) {
    try {
      const answer = await query(server, name, type, how);
      if (answer.rcode === 0 || answer.rcode === 3) return answer;
      const code = responseCodes[answer.rcode] ?? `rcode ${answer.rcode}`;
      failure ??= new NoAnswer(`the name server ${server} answers ${code} for ${name}`);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      failure ??= error;
    }
  }
  throw failure ?? new NoAnswer(`there is no name server to ask for ${name}`);
}

/** The recursive servers of this machine. */
export function systemResolvers(): ServerAddress[] {
  return getServers().map(serverNamed);
}
