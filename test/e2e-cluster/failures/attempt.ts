import { createProvider } from "../../../provider/index.js";
import { home, sandbox } from "./ground.js";
import type { Row } from "./row.js";

/** The provider as the engine runs it, in this process: its own row of progress goes nowhere. */
const provider = createProvider({ log: async () => {} });

/** Two lines of a terminal. */
const twoLines = 2 * 120;

/** What `up` would print of this row's Certificate: the failures of the preview, or the error of the update. */
export async function attempt(row: Row): Promise<string> {
  const { namespace = home, secretName, inputs } = row;
  const news = {
    namespace,
    secretName,
    cluster: row.cluster?.() ?? { kubeconfig: sandbox.kubeconfig },
    timeout: "90s",
    privateKey: { algorithm: "ECDSA" },
    ...inputs,
    __urn: `urn:pulumi:dev::failures::pulumi-nodejs:dynamic/kubecerts:Certificate::${secretName}`,
  };
  await row.before?.();
  const meanwhile = row.meanwhile?.();
  try {
    const { inputs: checked, failures } = await provider.check({}, news);
    if (failures.length > 0)
      return failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n");
    await provider.create(checked);
    return "it was issued";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await meanwhile;
  }
}

export function firstLines(message: string): string {
  return message.slice(0, twoLines);
}

/** What to do: the last sentence. */
export function lastSentence(message: string): string {
  return message.split(/(?<=[.!?]) (?=[A-Z])/).at(-1) ?? "";
}
