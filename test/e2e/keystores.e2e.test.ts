import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { derOf } from "../keystore/entries.js";
import { opensslRun } from "../x509/openssl.js";
import { alone } from "./programs.js";
import { Project } from "./project.js";

describe("a keystore under a password given by value", () => {
  let project: Project;
  const printed: string[] = [];
  const program = (password: string) =>
    alone(`keystores: { pkcs12: { create: true, profile: "Modern2023", password: "${password}" } },`);
  const certificates = (password: string) => {
    const { data } = parse(readFileSync(project.path("certs", "default", "web-tls.yaml"), "utf8"));
    const store = Buffer.from(data["keystore.p12"], "base64");
    return derOf(opensslRun(["pkcs12", "-nodes", "-passin", `pass:${password}`], store).stdout);
  };

  beforeAll(async () => {
    project = await Project.create(inject("installed"), "keystores");
    project.program(program("first battery"));
    printed.push((await project.up()).text);
  });

  it("opens with it, and is kept while the password stays", async () => {
    expect(certificates("first battery")).toHaveLength(1);
    const { text } = await project.preview("--diff");
    printed.push(text);
    expect(text).not.toContain("repair");
    expect(text).toContain("2 unchanged");
  });

  it("is written anew in one repair when the password changes, and the preview says so", async () => {
    const before = (await project.state()).web?.outputs.serialNumber;
    project.program(program("second battery"));
    const { text } = await project.preview("--diff");
    printed.push(text, (await project.up()).text);
    expect(text).toContain(
      "repair - keystores.pkcs12.password is another than the one that the keystore was written with",
    );
    expect(certificates("second battery")).toHaveLength(1);
    expect((await project.state()).web?.outputs.serialNumber).toBe(before);
    await project.pulumi("refresh", "--yes", "--expect-no-changes");
    await project.pulumi("preview", "--expect-no-changes");
  });

  it("leaves no password where it can be read: not in what is printed, and in the state only encrypted", async () => {
    const hidden = (await project.pulumi("stack", "export")).stdout;
    const { inputs, outputs } = (await project.state("--show-secrets")).web!;
    expect([...printed, hidden].filter((text) => text.includes("battery"))).toEqual([]);
    expect(JSON.stringify(inputs)).toContain("second battery");
    expect(JSON.stringify(outputs)).not.toContain("battery");
    const kept = (await project.state()).web?.outputs.__passwords;
    expect(kept).toMatchObject({ ciphertext: expect.any(String) });
  });
});
