import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { openssl } from "../x509/openssl.js";
import { shop } from "./programs.js";
import { Project } from "./project.js";

/** One certificate whose key openssl made, in a file that no run of the CLI reads; each test goes on from the one before. */
describe("a certificate for a request of the user's own", () => {
  let project: Project;
  const ofUser = `dnsNames: undefined, privateKey: undefined, csr: require("node:fs").readFileSync("web.csr", "utf8"),`;
  const secret = () => parse(readFileSync(project.path("certs", "shop", "web-tls.yaml"), "utf8"));
  const entry = (name: string) => Buffer.from(secret().data[name], "base64").toString();
  const row = (text: string) => /Certificate web (?:create|update) (.*)/.exec(text)?.[1];

  /** A new key beside the program, and the request that it signs. */
  function request(): void {
    const key = project.path("web.key");
    openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key]);
    const names = ["-addext", "subjectAltName=DNS:shop.example.com"];
    project.write("web.csr", openssl(["req", "-new", "-key", key, "-subj", "/O=Shop", ...names]));
  }

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "csr");
    project.program(shop({ web: ofUser }));
    request();
  });

  it("refuses, in the preview, a key in its place and what needs one, each by its property", async () => {
    project.program(
      shop({
        web: `dnsNames: undefined, privateKey: undefined, csr: require("node:fs").readFileSync("web.key", "utf8"), exportPrivateKey: true,`,
      }),
    );
    const { status, text } = await project.attempt(["preview"]);
    expect(status).not.toBe(0);
    expect(text).toMatch(/property csr\.privateKey .*stands in the text, and is to stay where it is/);
    // The engine prints the value of what is refused.
    expect(text).not.toContain(project.read("web.key").split("\n")[1]);
    expect(text).toMatch(/property exportPrivateKey .*cannot be given beside csr: it needs the private key/);
    project.program(shop({ web: ofUser }));
  });

  it("is issued for its key, and a Secret without a key is kept", async () => {
    expect(row((await project.preview()).text)).toContain("decided at apply: waiting on issuer.ca");
    await project.up();
    expect([secret().type, secret().data["tls.key"]]).toEqual(["kubernetes.io/tls", ""]);
    const leaf = new X509Certificate(entry("tls.crt"));
    expect([leaf.subjectAltName, leaf.subject]).toEqual(["DNS:shop.example.com", "O=Shop"]);
    expect(leaf.publicKey.export({ format: "pem", type: "spki" })).toBe(
      openssl(["pkey", "-in", project.path("web.key"), "-pubout"]),
    );
    await project.pulumi("preview", "--expect-no-changes");
    await project.pulumi("refresh", "--yes", "--expect-no-changes");
  });

  it("is due as any other, and another key is another certificate", async () => {
    const later = await project.attempt(["preview"], { KUBECERTS_NOW: "+61d" });
    expect(row(later.text)).toMatch(/^\[diff: ~decision\]; renew - due since .*; revision 2$/);
    request();
    const { text } = await project.preview();
    expect(row(text)).toMatch(
      /^\[diff: ~csr,decision\]; reissue - csr\.publicKey was key [0-9a-f]{12}, wanted key [0-9a-f]{12}; revision 2$/,
    );
    await project.up();
    expect((await project.state()).web?.outputs.revision).toBe(2);
  });

  it("gives way to a key made here, in place, and comes back", async () => {
    project.program(shop());
    expect(row((await project.preview()).text)).toMatch(
      /; reissue - csr\.publicKey was key .*, wanted a key made for it/,
    );
    await project.up();
    expect(entry("tls.key")).toContain("PRIVATE KEY");
    project.program(shop({ web: ofUser }));
    await project.up();
    expect(secret().data["tls.key"]).toBe("");
    await project.pulumi("preview", "--expect-no-changes");
    await project.destroy();
    expect(() => secret()).toThrow();
  });
});
