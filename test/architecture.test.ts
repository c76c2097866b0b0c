import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(__dirname, "..");

/** Every source file, with the modules that it imports: a path from the root, or a package's name. */
const files = ["provider", "sdk", "cli"]
  .flatMap((folder) => sources(join(root, folder)))
  .map((path) => ({ path: relative(root, path), imports: importsOf(path) }));

/** The core: what it knows of the rest it is told, so its types, too, come from nowhere else. */
const core = {
  "provider/spec": [],
  "provider/record": ["provider/spec"],
  "provider/decision": ["provider/spec", "provider/record"],
} as const;

/** What each folder may import besides itself. Of the provider, what is no more than a type may come from anywhere. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  ...core,
  "provider/x509": ["node:", "provider/spec", "provider/record"],
  "provider/keystore": ["node:", "node-forge", "provider/spec", "provider/x509"],
  "provider/issue": ["node:", "provider/spec", "provider/record", "provider/x509", "provider/errors"],
  "provider/acme": [
    "node:",
    "provider/spec",
    "provider/record",
    "provider/x509",
    "provider/store/port",
    "provider/kubernetes/proxy",
    "provider/credential",
    "provider/errors",
  ],
  "provider/reach": ["node:", "provider/spec", "provider/errors"],
  "provider/http01": ["node:", "provider/spec", "provider/errors", "provider/reach", "provider/kubernetes"],
  "provider/tls-alpn01": [
    "node:",
    "provider/spec",
    "provider/clock",
    "provider/errors",
    "provider/reach",
    "provider/x509",
  ],
  "provider/handshake": ["node:", "provider/spec", "provider/record", "provider/x509", "provider/errors"],
  "provider/kubernetes": ["node:", "yaml", "provider/spec", "provider/errors"],
  "provider/cert-manager": [
    "node:",
    "provider/spec",
    "provider/decision",
    "provider/errors",
    "provider/kubernetes",
    "provider/store/owner-marks",
    "provider/issuer-readiness/verdict",
  ],
  "provider/installation": [
    "yaml",
    "provider/spec",
    "provider/errors",
    "provider/identity",
    "provider/kubernetes",
  ],
  "provider/gate": [
    "provider/spec",
    "provider/errors",
    "provider/identity",
    "provider/kubernetes",
    "provider/destroy",
  ],
  "provider/issuer-readiness": [
    "node:",
    "provider/spec",
    "provider/errors",
    "provider/identity",
    "provider/kubernetes",
    "provider/destroy",
  ],
  "provider/destroy": [
    "node:",
    "provider/errors",
    "provider/spec",
    "provider/installation",
    "provider/kubernetes",
  ],
  "provider/trust-bundle": [
    "provider/destroy/deleting",
    "provider/errors",
    "provider/identity",
    "provider/spec",
    "provider/kubernetes",
    "provider/x509",
  ],
  "provider/copies": [
    "provider/spec",
    "provider/record",
    "provider/decision",
    "provider/store",
    "provider/errors",
    "provider/look",
    "provider/material",
    "provider/tls-secret",
  ],
  "provider/store": ["node:", "yaml", "provider/spec", "provider/kubernetes"],
  "provider/dns01": [
    "node:",
    "provider/spec",
    "provider/acme/solver",
    "provider/credential",
    "provider/clock",
    "provider/errors",
  ],
  cli: [
    "node:",
    "yaml",
    "provider/acme",
    "provider/handshake",
    "provider/spec",
    "provider/x509",
    "provider/clock",
    "provider/errors",
  ],
  // Of the provider only what is pure: known inputs are checked by the same rules in the constructor.
  sdk: ["@pulumi/pulumi", "@pulumi/kubernetes", "node:", "provider/spec"],
};

describe("the arrows", () => {
  it("are stated for every folder", () => {
    const folders = files.flatMap(({ path }) => /^(provider\/[^/]+|cli|sdk)\//.exec(path)?.[1] ?? []);
    expect([...new Set(folders)].sort()).toEqual(Object.keys(arrows).sort());
  });

  it.each(Object.entries(arrows))("%s imports only what it may", (folder, allowed) => {
    expect(strays(folder, allowed, (name) => !name.type || !name.path.startsWith("provider/"))).toEqual([]);
  });

  it.each(Object.entries(core))("%s takes types, too, from nowhere else", (folder, allowed) => {
    expect(strays(folder, allowed, () => true)).toEqual([]);
  });

  it("lead round in no circle", () => {
    const next = new Map(
      files.map(({ path, imports }) => [
        path,
        imports.filter(({ type }) => !type).map((name) => `${name.path}.ts`),
      ]),
    );
    const reached = (from: string) => {
      const seen = new Set<string>();
      const open = [...(next.get(from) ?? [])];
      for (let path = open.pop(); path !== undefined; path = open.pop())
        if (!seen.has(path)) {
          seen.add(path);
          open.push(...(next.get(path) ?? []));
        }
      return seen;
    };
    expect([...next.keys()].filter((path) => reached(path).has(path))).toEqual([]);
  });

  it("leave decide to the shell", () => {
    const callers = files.filter(({ imports }) =>
      imports.some((name) => name.path === "provider/decision/decide" && !name.type),
    );
    expect(callers.map(({ path }) => path)).toEqual(["provider/judge.ts"]);
  });

  it("reach Pulumi from the engine's log alone, so that another shell can wrap the core", () => {
    const users = files.filter(
      ({ path }) =>
        path.startsWith("provider/") && readFileSync(join(root, path), "utf8").includes("@pulumi/"),
    );
    expect(users.map(({ path }) => path)).toEqual(["provider/engine-log.ts"]);
  });

  it("load acme-client in one place, and only when there is something to order", () => {
    const users = files.filter(({ path }) =>
      readFileSync(join(root, path), "utf8").includes('"acme-client"'),
    );
    expect(users.map(({ path }) => path)).toEqual(["provider/acme/client.ts"]);
    expect(users.flatMap(({ imports }) => imports).map(({ path }) => path)).not.toContain("acme-client");
  });

  it("leave node-forge to take PKCS#12 files apart, where it verifies nothing else", () => {
    const users = files.filter(({ path }) =>
      /["']node-forge["']/.test(readFileSync(join(root, path), "utf8")),
    );
    expect(users.map(({ path }) => path)).toEqual(["provider/keystore/read-pkcs12.ts"]);
  });

  it("read the clock in one place, and hand it on at the door alone", () => {
    const clocks = files.filter(({ path }) =>
      /\bDate\.now\b|new Date\(\)/.test(readFileSync(join(root, path), "utf8")),
    );
    expect(clocks.map(({ path }) => path).sort()).toEqual(["provider/clock.ts", "provider/index.ts"]);
  });

  it("draw no chance but keys, serial numbers, the names of lives and of DNS messages", () => {
    const chances = files.filter(({ path }) =>
      /Math\.random|randomBytes|randomInt|randomUUID/.test(readFileSync(join(root, path), "utf8")),
    );
    expect(chances.map(({ path }) => path).sort()).toEqual([
      "provider/dns01/dns/query.ts",
      "provider/index.ts",
      "provider/x509/key-pair.ts",
    ]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sources(path) : path.endsWith(".ts") ? [path] : [];
  });
}

interface Import {
  readonly path: string;
  /** Gone when it is compiled. */
  readonly type: boolean;
}

/** Also of the project's own modules that are loaded later; of packages that are, see their tests. */
function importsOf(path: string): Import[] {
  const text = readFileSync(path, "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+"([^"]+)"/gm);
  const later = text.matchAll(/\b(?:import|require)\(()"(\.[^"]+)"\)/g);
  return [...statements, ...later].map(([, type, name = ""]) => ({
    path: name.startsWith(".") ? relative(root, join(dirname(path), name)).replace(/\.js$/, "") : name,
    type: Boolean(type),
  }));
}

/** What the files of a folder import, of what is looked at, that is neither their own nor allowed. */
function strays(folder: string, allowed: readonly string[], isLookedAt: (name: Import) => boolean) {
  const isAllowed = (name: string) =>
    [folder, ...allowed].some((one) => name === one || name.startsWith(one.endsWith(":") ? one : `${one}/`));
  return files
    .filter(({ path }) => path.startsWith(`${folder}/`))
    .flatMap(({ path, imports }) =>
      imports.filter(isLookedAt).map((name): readonly [string, string] => [path, name.path]),
    )
    .filter(([, name]) => !isAllowed(name));
}
