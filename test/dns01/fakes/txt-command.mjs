// A program as docs/dns01.md has users write one: it keeps each value as a file, in a folder named by DNS_FOLDER.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const { DNS_FOLDER: folder = "", DNS_TOKEN: token, DNS_SILENT: silent } = process.env;
if (silent) setInterval(() => {}, 1000);
else {
  const { version, action, records } = JSON.parse(readFileSync(0, "utf8"));
  if (token !== "a-command-token") fail("the token is not valid");
  if (version !== 1) fail(`version ${version} is not known`);
  for (const { name, values } of records) {
    const zone = ["sub.example.test", "example.test", "ample.test"].find((one) =>
      `.${name}`.endsWith(`.${one}`),
    );
    if (zone === undefined) fail(`no zone holds ${name}`);
    const place = join(folder, zone, name);
    mkdirSync(place, { recursive: true });
    for (const value of values) {
      const path = join(place, Buffer.from(value).toString("hex"));
      if (action === "add") writeFileSync(path, "");
      else rmSync(path, { force: true });
    }
  }
}

function fail(why) {
  console.error(why);
  process.exit(3);
}
