import { measured, type Taken } from "./processes.js";

/** Ours beside the baseline, in the same run and in turn. All but the counts are medians. */
export interface Measurement {
  readonly seconds: number;
  readonly baseline: number;
  readonly ratio: number;
  /** Processor time of the CLI and all its plugins. */
  readonly cpuSeconds: number;
  readonly cpuBaseline: number;
  /** What a certificate takes more than the resource of the baseline, in seconds of the clock. */
  readonly msPerCertificate?: number;
  /** To the API server: of a preview in all, of an `up` for each certificate. */
  readonly requests?: number;
  /** Of the process of the dynamic providers. */
  readonly rssMiB: number;
  /** One certificate in the state, inputs, outputs and the engine's own, without its PEM. */
  readonly stateBytes?: number;
}

export const turns = 3;

type Work = () => Promise<unknown>;

/** Runs both in turn. What a run uses up, `fresh` makes anew before it is timed. */
export async function compared(fresh: {
  readonly ours: () => Promise<Work>;
  readonly baseline: () => Promise<Work>;
}): Promise<Measurement> {
  const ours: Taken[] = [];
  const baseline: Taken[] = [];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(await measured(await fresh.ours()));
    baseline.push(await measured(await fresh.baseline()));
  }
  const [seconds, base] = [median(ours, "seconds"), median(baseline, "seconds")];
  return {
    seconds,
    baseline: base,
    ratio: rounded(seconds / base),
    cpuSeconds: median(ours, "cpuSeconds"),
    cpuBaseline: median(baseline, "cpuSeconds"),
    rssMiB: Math.round(median(ours, "rssMiB")),
  };
}

/** With what one of so many certificates takes more than the baseline. */
export function withEach(measurement: Measurement, count: number): Measurement {
  if (count === 0) return measurement;
  const { seconds, baseline } = measurement;
  return { ...measurement, msPerCertificate: rounded(((seconds - baseline) * 1000) / count) };
}

export function print(name: string, measurement: object, json: boolean): void {
  const row = { name, ...measurement };
  const text = Object.entries(row).map(([field, value]) => (field === "name" ? value : `${field} ${value}`));
  console.log(json ? JSON.stringify(row) : text.join("  "));
}

function median(all: readonly Taken[], what: keyof Taken): number {
  const values = all.map((each) => each[what]).toSorted((a, b) => a - b);
  return rounded(values[Math.floor(values.length / 2)] ?? Number.NaN);
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
