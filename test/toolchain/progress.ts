const everyOnTerminal = 1_000;
const everyInLog = 15_000;

/** `4:07` for 247 seconds. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Tells what a person waits for, on stderr: one line that is rewritten on a terminal, a line now and then in a log. */
export class Progress {
  readonly #title: string;
  readonly #expected: string;
  readonly #began = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(title: string, expectedSeconds = Number.POSITIVE_INFINITY) {
    this.#title = title;
    this.#expected = Number.isFinite(expectedSeconds) ? ` of about ${clock(expectedSeconds)}` : "";
    const every = process.stderr.isTTY ? everyOnTerminal : everyInLog;
    // What ends before its second line needs no first one.
    if (expectedSeconds * 1_000 >= every) this.#show();
    this.#timer = setInterval(() => this.#show(), every);
  }

  /** Ends the line with the outcome and the time that it took. */
  end(outcome: string): void {
    clearInterval(this.#timer);
    this.#write(`${this.#title}: ${outcome} after ${clock(this.#seconds())}`, "\n");
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1_000;
  }

  #show(): void {
    this.#write(`${this.#title}: ${clock(this.#seconds())}${this.#expected}`, "");
  }

  #write(line: string, terminalEnd: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}${terminalEnd}` : `${line}\n`);
  }
}
