import { createPrivateKey } from "node:crypto";

/**
 * The forms in which a private key would show in a text or file: its secret numbers in hex, in raw bytes, and in
 * base64 at each of the three offsets. A search for a PEM header would miss most of them.
 */
export function traces(privateKeyPem: string): readonly Buffer[] {
  const jwk = createPrivateKey(privateKeyPem).export({ format: "jwk" });
  const secrets = [jwk.d, jwk.p, jwk.q]
    .filter((value) => value !== undefined)
    .map((value) => Buffer.from(value, "base64url"));
  return secrets.flatMap((secret) => {
    const hex = secret.toString("hex");
    const base64 = [0, 1, 2].map((offset) => {
      // Only what does not depend on the bytes around it, whatever they are.
      const text = Buffer.concat([Buffer.alloc(offset), secret]).toString("base64");
      return text.slice(offset === 0 ? 0 : 4, -4);
    });
    // A PEM breaks its lines: a third of the middle lies within one line of 64 characters somewhere.
    return [
      secret,
      Buffer.from(hex),
      Buffer.from(hex.toUpperCase()),
      ...base64.map((text) => Buffer.from(text.slice(0, 24))),
    ];
  });
}

/** Whether a text or file holds any trace of the key, with its line breaks and without. */
export function holdsKey(content: Buffer | string, privateKeyPem: string): boolean {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  const joined = Buffer.from(bytes.toString("latin1").replaceAll(/\\n|\s/g, ""), "latin1");
  return traces(privateKeyPem).some((trace) => bytes.includes(trace) || joined.includes(trace));
}
