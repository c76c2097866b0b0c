import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { Stack } from "../support/stack.js";
import { now, type SecretObject, tamperingContract } from "./tamperings.js";

tamperingContract("what a hand did to a manifest in a folder", async () => {
  const stack = new Stack(now);
  const file = join(stack.folder, "default", "web-tls.yaml");
  return {
    stack,
    isStrict: false,
    ownerReference: { apiVersion: "v1", kind: "ConfigMap", name: "keeper", uid: "0" },
    read: async () => parse(readFileSync(file, "utf8")) as SecretObject,
    put: async (secret) => (secret === undefined ? rmSync(file) : writeFileSync(file, stringify(secret))),
    close: async () => undefined,
  };
});
