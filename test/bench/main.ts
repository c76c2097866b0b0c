import { Ground } from "./ground.js";
import { print } from "./row.js";
import { rows } from "./rows.js";

/** `npm run bench -- [--json] [name ...]`: measures all rows, or those that are named. */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const json = args.includes("--json");
  const wanted = args.filter((arg) => arg !== "--json");
  const unknown = wanted.filter((name) => !(name in rows));
  if (unknown.length > 0)
    throw new Error(`There is no row ${unknown.join(", ")}; there are ${Object.keys(rows).join(", ")}.`);
  const ground = await Ground.lay();
  try {
    for (const [name, measure] of Object.entries(rows))
      if (wanted.length === 0 || wanted.includes(name)) print(name, await measure(ground), json);
  } finally {
    await ground.remove();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
