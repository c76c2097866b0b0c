import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Project } from "../../e2e/project.js";
import { clusterProject, withCertManager } from "../node.js";
import { attempt, firstLines } from "./attempt.js";
import { cleanUp } from "./cleanup.js";
import { apply, home, namespace, secret } from "./ground.js";
import { committedPage, page, type Told, writePage } from "./page.js";
import type { Row } from "./row.js";
import { certManagerRows, clusterRows } from "./rows-cluster.js";
import { dns01Rows, tsigSecrets } from "./rows-dns01.js";
import { http01Rows } from "./rows-http01.js";
import { issuerRows } from "./rows-issuer.js";
import { orderRows, theirKind } from "./rows-order.js";
import { servers, startServers } from "./servers.js";

const sections: Readonly<Record<string, readonly Row[]>> = {
  "The cluster": clusterRows,
  "The issuer": issuerRows,
  "The approver and the CA": orderRows,
  "DNS-01": dns01Rows,
  "HTTP-01": http01Rows,
  "cert-manager itself": certManagerRows,
};
const concurrent = Object.values(sections)
  .flat()
  .filter((row) => !certManagerRows.includes(row));
/** Run by the real CLI besides, under other names. */
const byCli = new Set(["missing", "unsolved", "refused", "unapproved", "quota"]);

/** All that can fail at once does, as soon as cert-manager runs. */
const attempts = new Map<Row, Promise<string>>();
const told = new Map<Row, Told>();
const expectCause = async (row: Row) => {
  const message = await (attempts.get(row) ?? attempt(row));
  told.set(row, { row, message });
  expect(firstLines(message), message).toMatch(row.says);
};

/** A failure stands for a minute, so that it can be looked at before cert-manager tries again and forgets it. */
const program = (more = "") =>
  withCertManager(more).replaceAll(/(-backoff-duration=)\d+s/g, (_, flag) => `${flag}60s`);

describe("the first two lines of the error name the true cause", () => {
  let project: Project;
  let stopServers = async () => {};

  beforeAll(async () => {
    await cleanUp();
    stopServers = await startServers();
    project = await clusterProject("failures");
    project.program(program());
    await project.up();
    apply([namespace(home), theirKind, secret("mac", servers.macs), tsigSecrets()]);
    apply(concurrent.flatMap(({ objects }) => objects?.() ?? []));
    for (const row of concurrent) attempts.set(row, attempt(row));
  });

  afterAll(async () => {
    await stopServers();
    await cleanUp();
    await project?.destroy();
  });

  it.each(concurrent.map((row) => [row.wrong, row] as const))("%s", (_, row) => expectCause(row));

  describe("and by pulumi up", () => {
    it("each of several that fail in one run", async () => {
      const rows = concurrent.filter(({ secretName }) => byCli.has(secretName));
      const certificates = rows.map(({ secretName, namespace = home, inputs }) => {
        const { dnsNames } = inputs as { dnsNames: string[] };
        const args = {
          ...inputs,
          namespace,
          secretName: `cli-${secretName}`,
          dnsNames: dnsNames.map((name) => `cli.${name}`),
          timeout: "60s",
        };
        return `new kubecerts.Certificate("cli-${secretName}", ${JSON.stringify(args)});`;
      });
      project.program(program(certificates.join("\n")));
      const { status, text } = await project.attempt([
        "up",
        "--yes",
        "--skip-preview",
        "--continue-on-error",
      ]);
      const errors = text.split(/^\s*\* (?=Certificate )/m).slice(1);
      const found = rows.map(({ says, secretName }) => {
        const renamed = new RegExp(
          says.source
            .replaceAll(`/${secretName}-1`, `/cli-${secretName}-1`)
            .replaceAll(/(?<!cli\.)(unsolved|quota)\\\./g, "cli\\.$1\\."),
        );
        return [secretName, errors.some((error) => renamed.test(firstLines(error)))];
      });
      project.program(program());
      await project.up();
      expect([status === 0, found], text).toEqual([false, rows.map(({ secretName }) => [secretName, true])]);
    });
  });

  describe("where cert-manager itself does not run", () => {
    it.each(certManagerRows.map((row) => [row.wrong, row] as const))("%s", async (_, row) => {
      await expectCause(row).finally(() => row.after?.());
    });
  });

  it("and docs/troubleshooting.md is what was seen", () => {
    const seen = Object.entries(sections).map(([title, rows]) => [
      title,
      rows.flatMap((row) => told.get(row) ?? []),
    ]);
    const text = page(Object.fromEntries(seen), byCli);
    if (process.env.KUBECERTS_WRITE_PAGE === "1") writePage(text);
    expect(text).toBe(committedPage());
  });
});
