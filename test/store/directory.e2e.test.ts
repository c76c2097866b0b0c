import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { directoryStore } from "../../provider/store/directory.js";
import { kubernetesStore } from "../../provider/store/kubernetes.js";
import { administrator, makeNamespaces, removeMade } from "./cluster.js";
import { secret } from "./place.js";

const directory = mkdtempSync(join(tmpdir(), "kubecerts-"));
afterEach(async () => {
  rmSync(directory, { recursive: true });
  await removeMade();
});

it("kubectl apply makes the same Secret and record of a directory that a cluster would hold", async () => {
  const [namespace] = await makeNamespaces();
  const at = { namespace, secretName: "web-tls" };
  const store = directoryStore({ directory, plaintext: false });
  await store.writeSecret(at, secret, "absent", "owner-a");
  await store.writeRecord(at, '{\n  "version": 1\n}', "absent", "owner-a");
  execFileSync("kubectl", ["apply", "--server-side", "--recursive", "--filename", directory], {
    stdio: "pipe",
  });
  const cluster = kubernetesStore(administrator);
  const [applied, written] = [await cluster.readSecret(at), await store.readSecret(at)];
  // Who wrote the fields is known of a cluster alone: there it was kubectl.
  if (applied.state !== "read" || written.state !== "read") throw new Error("a Secret was not there");
  const { managers, ...secretApplied } = applied.secret;
  expect(managers).toMatchObject([{ name: "kubectl", applies: true }]);
  expect(secretApplied).toEqual(written.secret);
  expect(await cluster.readRecord(at)).toEqual({
    ...(await store.readRecord(at)),
    version: expect.any(String),
  });
});
