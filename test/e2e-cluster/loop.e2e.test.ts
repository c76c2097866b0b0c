import { expect, inject, it } from "vitest";
import { Project } from "../e2e/project.js";
import { loop } from "../loop/loop.js";

/** The small form of `npm run loop`, whose figures are in docs/copies.md. */
it("clients that connect in a tight loop see no failed handshake while certificates are renewed, from RSA to ECDSA too", async () => {
  const project = await Project.create(inject("installed"), "loop");
  const { tallies } = await loop(project, {
    certificates: 4,
    stages: ["renewal", "RSA to ECDSA"],
    say: () => undefined,
  });
  const seen = [...tallies].map(([name, { handshakes, failures, shown }]) => ({
    name,
    failures: [...failures],
    isBusy: handshakes > 100,
    shown: shown.size,
  }));
  const names = ["skipper", "nginx", "haproxy"].flatMap((server) => [`${server} http/1.1`, `${server} h2`]);
  expect(seen).toEqual(names.map((name) => ({ name, failures: [], isBusy: true, shown: 12 })));
});
