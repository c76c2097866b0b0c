import { readdirSync, readFileSync } from "node:fs";

/** What the processes of one run of the CLI took. */
export interface Taken {
  readonly seconds: number;
  /** Processor time of all of them, which other work on the machine does not stretch as it does the seconds. */
  readonly cpuSeconds: number;
  /** The most that the process of the dynamic providers held. */
  readonly rssMiB: number;
}

interface Seen {
  readonly parent: number;
  readonly ticks: number;
  readonly isProvider: boolean;
  readonly peakKiB: number;
}

const ticksASecond = 100; // USER_HZ, the same on every Linux
const every = 100;

/** Runs the work and looks at all that this process starts meanwhile. Linux only: what it reads is /proc. */
export async function measured(work: () => Promise<unknown>): Promise<Taken> {
  const latest = new Map<number, Seen>();
  const before = new Set(descendants().keys());
  const look = () => {
    for (const [pid, seen] of descendants())
      if (!before.has(pid)) latest.set(pid, { ...seen, ...lasting(latest.get(pid), seen) });
  };
  const timer = setInterval(look, every);
  const began = performance.now();
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  const seconds = (performance.now() - began) / 1000;
  const all = [...latest.values()];
  return {
    seconds,
    cpuSeconds: all.reduce((sum, { ticks }) => sum + ticks, 0) / ticksASecond,
    rssMiB: Math.max(0, ...all.filter(({ isProvider }) => isProvider).map(({ peakKiB }) => peakKiB)) / 1024,
  };
}

/** A process on its way out has neither a command line nor memory any more. */
function lasting(then: Seen | undefined, now: Seen): Pick<Seen, "isProvider" | "peakKiB"> {
  return {
    isProvider: now.isProvider || (then?.isProvider ?? false),
    peakKiB: Math.max(now.peakKiB, then?.peakKiB ?? 0),
  };
}

function descendants(): Map<number, Seen> {
  const all = new Map<number, Seen>();
  for (const name of readdirSync("/proc")) {
    const seen = /^\d+$/.test(name) ? look(Number(name)) : undefined;
    if (seen !== undefined) all.set(Number(name), seen);
  }
  const isOurs = (pid: number): boolean => {
    const parent = all.get(pid)?.parent;
    return parent !== undefined && (parent === process.pid || isOurs(parent));
  };
  return new Map([...all].filter(([pid]) => isOurs(pid)));
}

/** Undefined where the process has ended meanwhile. @see man 5 proc */
function look(pid: number): Seen | undefined {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, "utf8");
    const stat = read("stat");
    // The second field is the command in parentheses, which may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const peak = /VmHWM:\s+(\d+)/.exec(read("status"))?.[1];
    return {
      parent: Number(fields[1]),
      ticks: Number(fields[11]) + Number(fields[12]),
      isProvider: read("cmdline").includes("dynamic-provider"),
      peakKiB: Number(peak ?? 0),
    };
  } catch {
    return undefined;
  }
}
