import { readFileSync, writeFileSync } from "node:fs";
import { parse, stringify } from "yaml";

/** The entries of a Secret manifest, decoded. */
export function secretData(file: string): Record<string, string> {
  const { data } = parse(readFileSync(file, "utf8"));
  return Object.fromEntries(
    Object.entries(data as Record<string, string>).map(([name, value]) => [
      name,
      Buffer.from(value, "base64").toString("utf8"),
    ]),
  );
}

/** Changes entries of a Secret manifest as a hand with an editor would. */
export function editSecret(file: string, changes: Record<string, string>): void {
  const manifest = parse(readFileSync(file, "utf8"));
  for (const [name, value] of Object.entries(changes))
    manifest.data[name] = Buffer.from(value).toString("base64");
  writeFileSync(file, stringify(manifest));
}
