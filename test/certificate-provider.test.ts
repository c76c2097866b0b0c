import { rmSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { directoryStore } from "../provider/store/directory.js";
import { type Store, StoreError } from "../provider/store/port.js";
import { at, authority, issued, type Made, privateKeyPem } from "./support/certificates.js";
import { Stack } from "./support/stack.js";
import { openssl, root, verdict } from "./x509/openssl.js";

const now = at("2026-02-01T00:00:00Z");
const ecdsa = { algorithm: "ECDSA" };
let stack: Stack;
beforeEach(() => {
  stack = new Stack(now);
});

const web = { secretName: "web-tls", dnsNames: ["shop.example.com"], privateKey: ecdsa };
const by = ({ certificatePem, privateKeyPem }: Pick<Made, "certificatePem" | "privateKeyPem">) => ({
  issuer: { ca: { certificatePem, privateKeyPem } },
});

describe("a CA given by value that cannot sign", () => {
  const limited = privateKeyPem("limited");
  const onlyOrg = root(
    "basicConstraints=critical,CA:true\nnameConstraints=critical,permitted;DNS:example.org",
    limited,
  );
  const ended = authority({ notAfter: "2026-01-31T23:59:59Z" });
  const rows: [what: string, args: object, property: string, reason: string][] = [
    [
      "a leaf",
      by(issued({ commonName: "leaf" })),
      "issuer.ca.certificatePem",
      "is not a CA (basicConstraints). Give a certificate that was issued with isCA: true",
    ],
    [
      "the key of another",
      by({ ...authority(), privateKeyPem: privateKeyPem("web") }),
      "issuer.ca.privateKeyPem",
      "has a private key that does not belong to its certificate. Give the certificate and the key of one pair",
    ],
    [
      "a key that is damaged",
      by({ ...authority(), privateKeyPem: "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n" }),
      "issuer.ca.privateKeyPem",
      "has a private key that cannot be read: its PRIVATE KEY is damaged or of an unknown kind. Give it as PEM",
    ],
    [
      "one that has expired",
      by(ended),
      "issuer.ca.certificatePem",
      "expired at 2026-01-31T23:59:59Z. Renew it",
    ],
    [
      "one that does not permit the name",
      by({ certificatePem: onlyOrg, privateKeyPem: limited }),
      "issuer.ca.certificatePem",
      "does not permit the name shop.example.com (nameConstraints). Leave it out, or choose another CA",
    ],
    [
      "one that allows no CA below it",
      { ...by(authority({ pathLength: 0 })), isCA: true },
      "isCA",
      "allows 0 CA certificates below it (pathLenConstraint), and this one would exceed that. Leave out isCA, or choose a CA without that limit",
    ],
  ];
  it.each(rows)("is a failure of the preview: %s", async (_, args, property, reason) => {
    const { failures } = await stack.preview("web", { ...web, ...args });
    expect(failures).toEqual([{ property, reason }]);
  });

  it("is a failure too when it takes the place of one that could", async () => {
    const ca = authority();
    await stack.up("web", { ...web, ...by(ca) });
    const wrong = by({ ...ca, privateKeyPem: privateKeyPem("web") });
    const { failures } = await stack.preview("web", { ...web, ...wrong });
    expect(failures.map(({ property }) => property)).toEqual(["issuer.ca.privateKeyPem"]);
  });
});

it("a Secret that two new resources of one program name is refused to the second, until the first is gone", async () => {
  const own = { ...web, issuer: { selfSigned: {} } };
  expect((await stack.preview("web", own)).failures).toEqual([]);
  expect((await stack.preview("web", own)).failures).toEqual([]);
  expect((await stack.preview("twin", own)).failures).toEqual([
    {
      property: "secretName",
      reason: "is that of the resource web of this program, too. Give one of the two another secretName",
    },
  ]);
  expect((await stack.preview("twin", { ...own, namespace: "shop" })).failures).toEqual([]);
  await stack.up("web", own);
  await stack.destroy("web");
  expect((await stack.preview("twin", own)).failures).toEqual([]);
});

it("a CA in a Secret that cannot sign is a warning, since the same up may mend it", async () => {
  await stack.up("leaf", { ...web, secretName: "not-a-ca", issuer: { selfSigned: {} } });
  const { failures, said } = await stack.preview("web", {
    ...web,
    issuer: { ca: { secretName: "not-a-ca" } },
  });
  expect({ failures, said }).toEqual({
    failures: [],
    said: [
      "issue - nothing exists yet at default/web-tls; revision 1 (the CA that is there now is not a CA (basicConstraints))",
    ],
  });
});

describe("a key that is never rotated", () => {
  const kept = { ...web, issuer: { selfSigned: {} }, privateKey: { ...ecdsa, rotationPolicy: "Never" } };

  it.each([
    ["another algorithm", { algorithm: "RSA" }, "privateKey.algorithm", "RSA 2048"],
    ["another size", { size: 384 }, "privateKey.size", "ECDSA 384"],
  ])("cannot become one of %s", async (_, key, property, wanted) => {
    await stack.up("web", kept);
    const { failures } = await stack.preview("web", { ...kept, privateKey: { ...kept.privateKey, ...key } });
    expect(failures).toEqual([
      {
        property,
        reason: `asks for another key (${wanted}) than the one that is there (ECDSA 256), and rotationPolicy is Never: ask for the key that is there, or give rotationPolicy Always until a new one is issued`,
      },
    ]);
  });

  it("stays the same key when a name is added", async () => {
    await stack.up("web", kept);
    const before = stack.secret("web-tls")["tls.key"]!.toString();
    await stack.up("web", { ...kept, dnsNames: ["shop.example.com", "www.example.com"] });
    expect(stack.secret("web-tls")["tls.key"]!.toString()).toBe(before);
  });
});

describe("an up that finds other facts than its preview", () => {
  const args = { ...web, issuer: { selfSigned: {} } };
  const labelled = { ...args, secretTemplate: { labels: { team: "web" } } };
  const repair =
    "repair - secretTemplate.labels.team is not as the program has it; revision 1 is written again";

  it("does what is right now, and says what has changed", async () => {
    await stack.up("web", args);
    await stack.up("web", labelled, () => rmSync(join(stack.folder, "default/web-tls.yaml")));
    expect(stack.said).toEqual([
      repair,
      "changed since the preview: reissue - the Secret is gone, and its private key with it; secretTemplate.labels.team is not as the program has it; revision 2",
    ]);
    expect(stack.outputs("web").revision).toBe(2);
  });

  it("says nothing more where they are the same", async () => {
    await stack.up("web", args);
    await stack.up("web", labelled);
    expect(stack.said).toEqual([repair]);
  });
});

it("a key in another encoding is the same key, written again and not issued again", async () => {
  const args = { ...web, issuer: { selfSigned: {} } };
  await stack.up("web", args);
  const before = stack.secret("web-tls");
  const changed = { ...args, privateKey: { ...ecdsa, encoding: "PKCS8" } };
  expect(await stack.up("web", changed)).toBe(
    "repair - privateKey.encoding of the Secret was PKCS1, wanted PKCS8; revision 1 is written again",
  );
  const after = stack.secret("web-tls");
  const label = (pem: Buffer | undefined) => /BEGIN ([A-Z ]*)/.exec(String(pem))?.[1];
  expect([label(before["tls.key"]), label(after["tls.key"])]).toEqual(["EC PRIVATE KEY", "PRIVATE KEY"]);
  expect(after["tls.crt"]).toEqual(before["tls.crt"]);
  expect(await stack.up("web", changed)).toBe("keep");
});

describe("a private CA", () => {
  const limits = {
    pathLenConstraint: 0,
    nameConstraints: { critical: true, permitted: { dnsDomains: ["example.com"] } },
  };
  const ca = {
    secretName: "root",
    commonName: "Root",
    isCA: true,
    duration: "8760h",
    usages: ["cert sign", "crl sign"],
    privateKey: ecdsa,
    issuer: { selfSigned: {} },
    ...limits,
  };
  const leaf = {
    ...web,
    issuer: { ca: { secretName: "root", crlDistributionPoints: ["http://pki.example.com/root.crl"] } },
  };
  const text = (pem: Buffer | undefined) => openssl(["x509", "-noout", "-text"], String(pem));

  it("says what stands below it and where its list lies, and openssl agrees", async () => {
    await stack.up("root", ca);
    await stack.up("web", leaf);
    const { "tls.crt": root } = stack.secret("root");
    const { "tls.crt": certificate, "ca.crt": anchor } = stack.secret("web-tls");
    expect(text(root)).toMatch(
      /CA:TRUE, pathlen:0[\s\S]*Name Constraints: critical\s+Permitted:\s+DNS:example.com/,
    );
    expect(text(certificate)).toContain("URI:http://pki.example.com/root.crl");
    expect(verdict(String(certificate), String(anchor), now)).toBe("OK");
    expect(await stack.up("root", ca)).toBe("keep");
    expect(await stack.up("web", leaf)).toBe("keep");
  });

  it("is issued again when its limits change, and then what it signed", async () => {
    await stack.up("root", ca);
    await stack.up("web", leaf);
    expect(await stack.up("root", { ...ca, nameConstraints: undefined })).toBe(
      "reissue - nameConstraints.critical was true, wanted none; nameConstraints.permitted.dnsDomains was example.com, wanted none; revision 2",
    );
    expect(await stack.up("web", leaf)).toMatch(
      /^reissue - the CA's key is another one: signed by key [0-9a-f]{12}, wanted key [0-9a-f]{12} of CN=Root; revision 2$/,
    );
  });

  it("tells in the preview which name it will not sign", async () => {
    await stack.up("root", ca);
    const { said } = await stack.preview("web", { ...leaf, dnsNames: ["shop.example.org"] });
    expect(said).toEqual([
      "issue - nothing exists yet at default/web-tls; revision 1 (the CA that is there now does not permit the name shop.example.org (nameConstraints))",
    ]);
  });
});

describe("a place that is out of reach", () => {
  const args = { ...web, issuer: { selfSigned: {} } };
  const away = "what is there is not known: The folder was not read: EIO";

  /** Every look at a record fails; the rest is as it was. */
  const outOfReach = () =>
    changed({
      readRecord: async () => {
        throw new StoreError("Unreachable", "the folder was not read: EIO");
      },
    });

  /** The stack's folder, in which some of the ways to look at it are others. */
  function changed(ways: Partial<Store>): Store {
    const store = directoryStore({ directory: stack.folder, plaintext: true });
    return new Proxy(store, {
      get: (of, name: keyof Store) => {
        const way = ways[name] ?? of[name];
        return typeof way === "function" ? way.bind(of) : way;
      },
    });
  }

  it("changes nothing where the state tells that all is well, and leaves the decision in it as it was", async () => {
    await stack.up("web", args);
    const { inputs: before } = await stack.preview("web", args);
    const { changes, said, inputs } = await stack.through(outOfReach()).preview("web", args);
    expect({ changes, said, decision: inputs.decision }).toEqual({
      changes: false,
      said: [`defer - ${away}; by what the state knows, nothing is to be done`],
      decision: before.decision,
    });
  });

  it("is no green up where another specification is wanted, or the renewal is due", async () => {
    await stack.up("web", args);
    stack.through(outOfReach());
    const said = [`defer - ${away}; while that is so, up fails`];
    const other = await stack.preview("web", { ...args, dnsNames: ["shop.example.com", "www.example.com"] });
    expect([other.changes, other.said]).toEqual([true, said]);
    stack.now += 61 * 86_400_000;
    const due = await stack.preview("web", args);
    expect([due.changes, due.said]).toEqual([true, said]);
    await expect(stack.up("web", args)).rejects.toThrow(away);
  });

  it("is not taken for an empty one by a refresh that may list nothing", async () => {
    await stack.up("web", args);
    const store = directoryStore({ directory: stack.folder, plaintext: true });
    stack.through(
      changed({
        readRecord: async () => ({ state: "absent" }),
        readSecret: async (at, known) =>
          known === undefined ? await store.readSecret(at) : { state: "forbidden", why: "it may not list" },
      }),
    );
    expect(await stack.refresh("web")).toBe(true);
  });
});
