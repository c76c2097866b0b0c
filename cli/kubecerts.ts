#!/usr/bin/env node
import { revoke, revokeUsage } from "./revoke.js";
import { verify, usage as verifyUsage } from "./verify.js";

const usage = `${verifyUsage}\n${revokeUsage}`;

/** The command `kubecerts`: looks, and changes nothing but what `revoke` is called for. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  const print = (text: string) => process.stdout.write(text);
  if (command === "verify") return await verify(args, print);
  if (command === "revoke") return await revoke(args, print);
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
