import { execFileSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { sandboxFacts } from "../sandbox/facts.js";
import { traces } from "../support/key-search.js";
import { argumentsDuring } from "../support/process-arguments.js";
import type { Run } from "./project.js";

/**
 * Searches whatever a run of the CLI printed, wrote below its project's folder and called processes with for the
 * private keys that the stores hold when it ends, or held before: in hex, raw, and in base64 at three offsets, also
 * inside of base64. Every run of every test goes through here.
 */
export class KeyWatch {
  readonly #folder: string;
  readonly #inCluster: boolean;
  readonly #traces = new Map<string, readonly Buffer[]>();

  constructor(folder: string, inCluster: boolean) {
    this.#folder = folder;
    this.#inCluster = inCluster;
  }

  /** @throws where a key is found, with the place, and never with the key. */
  async during(what: string, isAsked: boolean, work: () => Promise<Run>): Promise<Run> {
    const began = Date.now();
    const { answer, seen } = await argumentsDuring(work, 50);
    this.#learn();
    const changed = filesBelow(this.#folder).filter((file) => statSync(file).mtimeMs >= began);
    const others = changed.filter((file) => keysOf(file).length === 0);
    const places: [name: string, content: () => Buffer][] = [
      ...(isAsked ? [] : [["what it printed", () => Buffer.from(answer.text)] as [string, () => Buffer]]),
      ["the arguments of a process", () => Buffer.from(seen.join("\n"))],
      ...others.map((file): [string, () => Buffer] => [file, () => readFileSync(file)]),
    ];
    const found = places.filter(([, content]) => this.#holds(content())).map(([name]) => name);
    if (found.length > 0) throw new Error(`${what}: a private key stands in ${found.join(" and in ")}`);
    return answer;
  }

  #learn(): void {
    const inFolder = filesBelow(this.#folder).flatMap(keysOf);
    for (const pem of [...inFolder, ...(this.#inCluster ? keysInCluster() : [])])
      if (!this.#traces.has(pem)) this.#traces.set(pem, tracesOf(pem));
  }

  #holds(content: Buffer): boolean {
    const text = content.toString("latin1");
    const joined = text.replaceAll(/\\n|\s/g, "");
    const decoded = text.replaceAll(/[A-Za-z0-9+/=]{100,}/g, (one) =>
      Buffer.from(one, "base64").toString("latin1"),
    );
    const forms = [
      content,
      ...[joined, decoded, decoded.replaceAll(/\s/g, "")].map((one) => Buffer.from(one, "latin1")),
    ];
    return [...this.#traces.values()].some((all) =>
      all.some((trace) => forms.some((form) => form.includes(trace))),
    );
  }
}

/** What a hand put there in place of a key is none. */
function tracesOf(pem: string): readonly Buffer[] {
  try {
    createPrivateKey(pem);
  } catch {
    return [];
  }
  return traces(pem);
}

interface Secret {
  readonly kind?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** The private keys that a manifest of a Secret holds. */
function keysOf(file: string): string[] {
  if (!file.endsWith(".yaml")) return [];
  const text = readFileSync(file, "utf8");
  return text.includes("tls.key:") ? keysIn([parse(text) as Secret]) : [];
}

/** Of the real node, as its administrator sees it; nothing while it is away, as some tests have it. */
function keysInCluster(): string[] {
  const facts = sandboxFacts();
  if (facts === undefined) return [];
  const question = ["get", "secrets", "-A", "-l", "kubecerts.io/owner", "-o", "json", "--request-timeout=5s"];
  const answer = execFileSync("kubectl", ["--kubeconfig", facts.kubeconfig, ...question], {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  return keysIn((JSON.parse(answer) as { items: Secret[] }).items);
}

function keysIn(secrets: readonly Secret[]): string[] {
  return secrets.flatMap(({ data }) => {
    const key = data?.["tls.key"];
    return key === undefined ? [] : [Buffer.from(key, "base64").toString("utf8")];
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}
