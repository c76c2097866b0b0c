import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { webrootSolver } from "../../provider/http01/webroot-solver.js";
import { challengeFor, patience, serving } from "../reach/challenges.js";

const check = { resolvers: [], port: 80 };

describe("a solver that writes into a web server's folder", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "webroot-"));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it("lays out a file that everybody may read, also under a strict umask, and another process removes it", async () => {
    const challenge = challengeFor("shop.example.com");
    const before = process.umask(0o077);
    await webrootSolver(root, check).present([challenge], patience());
    process.umask(before);
    const folder = join(root, ".well-known", "acme-challenge");
    expect(await readFile(join(folder, challenge.token), "utf8")).toBe(challenge.keyAuthorization);
    const modes = [folder, join(folder, challenge.token)].map(
      async (path) => (await stat(path)).mode & 0o777,
    );
    expect(await Promise.all(modes)).toEqual([0o755, 0o644]);
    await writeFile(join(folder, "of-somebody-else"), "");
    await writeFile(join(folder, `${challenge.token}.tmp`), "a half that a killed process left");
    await webrootSolver(root, check).cleanUp([challenge], patience());
    await webrootSolver(root, check).cleanUp([challenge], patience());
    expect(await readdir(folder)).toEqual(["of-somebody-else"]);
  });

  it("checks by the web server", async () => {
    const { server, port } = await serving((request, response) => {
      readFile(join(root, request.url ?? "")).then(
        (text) => response.end(`${text}\n`), // as a server that adds a line's end
        () => response.writeHead(404, { Server: "nginx" }).end(),
      );
    });
    const challenge = challengeFor("127.0.0.1");
    const solver = webrootSolver(root, { resolvers: [], port });
    await expect(solver.check([challenge], patience(300))).rejects.toThrow(
      `The CA would not see the proof: 127.0.0.1: at http://127.0.0.1:${port}/.well-known/acme-challenge/ HTTP 404 is answered by nginx. The CA was not told to look, so that no attempt is spent.`,
    );
    await solver.present([challenge], patience());
    await solver.check([challenge], patience());
    server.close();
  });

  it("refuses a token that leads out of the folder", async () => {
    for (const token of ["../../index.html", "a/b", "..", "", "a b", "a\0"])
      await expect(
        webrootSolver(root, check).present([challengeFor("shop.example.com", token)], patience()),
      ).rejects.toThrow("the CA's challenge for shop.example.com has a token that is not base64url");
    expect(await readdir(join(root, ".well-known", "acme-challenge"))).toEqual([]);
  });

  it("refuses a link that leads out of the folder, and makes nothing where it leads", async () => {
    const elsewhere = join(root, "elsewhere");
    const served = join(root, "served");
    await mkdir(elsewhere);
    await mkdir(served);
    await symlink(elsewhere, join(served, ".well-known"));
    await expect(
      webrootSolver(served, check).present([challengeFor("shop.example.com")], patience()),
    ).rejects.toThrow(
      `${join(served, ".well-known")} is a link, and links are not followed. Nothing was written`,
    );
    expect(await readdir(elsewhere)).toEqual([]);
  });

  it.each([
    ["is not there", "missing", "(ENOENT: that folder is not there)"],
    ["is a file", "file", "(ENOTDIR: that is no folder)"],
  ])("says that the folder %s", async (_, name, words) => {
    await writeFile(join(root, "file"), "");
    await expect(
      webrootSolver(join(root, name), check).present([challengeFor("shop.example.com")], patience()),
    ).rejects.toThrow(`The challenge's file was not written in ${join(root, name)} ${words}.`);
  });
});
