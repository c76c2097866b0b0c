import { readdirSync, readFileSync } from "node:fs";

/** What the processes of this machine were called with while the work ran, as /proc showed every few milliseconds. */
export async function argumentsDuring<T>(
  work: () => Promise<T>,
  every = 15,
): Promise<{ answer: T; seen: string[] }> {
  const seen = new Set<string>();
  const look = () => {
    for (const name of readdirSync("/proc")) if (/^\d+$/.test(name)) seen.add(argumentsOf(name));
  };
  const timer = setInterval(look, every);
  try {
    look();
    return { answer: await work(), seen: [...seen] };
  } finally {
    clearInterval(timer);
  }
}

function argumentsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it has ended since it was listed
  }
}
