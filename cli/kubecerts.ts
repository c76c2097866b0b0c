#!/usr/bin/env node
import { usage, verify } from "./verify.js";

/** The command `kubecerts`: looks, and changes nothing. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  if (command === "verify") return await verify(args, (text) => process.stdout.write(text));
  const isAsked = command === undefined || ["help", "--help", "-h"].includes(command);
  process[isAsked ? "stdout" : "stderr"].write(
    isAsked ? usage : `kubecerts: there is no command ${JSON.stringify(command)}\n\n${usage}`,
  );
  return isAsked ? 0 : 2;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`kubecerts: ${error.message}\n`);
    process.exitCode = 2;
  },
);
