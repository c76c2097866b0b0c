import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSignedBy } from "../../provider/handshake/revocation/signed.js";
import { oid, sequence } from "../../provider/x509/der-writer.js";

const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const [authority, stranger] = [pair(), pair()];
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const infoOf = ({ publicKey }: { publicKey: typeof authority.publicKey }) =>
  publicKey.export({ type: "spki", format: "der" });

const contents = sequence(oid("1.2.3"));
const ecdsaWith = { sha1: "1.2.840.10045.4.1", sha256: "1.2.840.10045.4.3.2", sha512: "1.2.840.10045.4.3.4" };

/** What the authority signed with one digest, and says that it signed with another. */
const signed = (digest: keyof typeof ecdsaWith, said = ecdsaWith[digest]) => ({
  contents,
  algorithm: sequence(oid(said)),
  signature: sign(digest, contents, authority.privateKey),
});

describe("a list or an OCSP response", () => {
  it.each([
    ["is its authority's by SHA-256", signed("sha256"), authority, true],
    ["is its authority's by SHA-512", signed("sha512"), authority, true],
    ["is nobody's by SHA-1, which can be forged", signed("sha1"), authority, false],
    ["is nobody's by an algorithm that is not known", signed("sha256", "1.2.3.4"), authority, false],
    ["is nobody's by another algorithm than it says", signed("sha256", ecdsaWith.sha512), authority, false],
    ["is not a stranger's", signed("sha256"), stranger, false],
    ["is not theirs who have a key of another kind", signed("sha256"), rsa, false],
    [
      "is nobody's where something else was signed",
      { ...signed("sha256"), contents: sequence(oid("1.2.4")) },
      authority,
      false,
    ],
  ])("%s", (_, one, keys, expected) => {
    expect(isSignedBy(one, infoOf(keys))).toBe(expected);
  });
});
