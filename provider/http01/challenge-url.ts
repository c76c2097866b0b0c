import type { Challenge } from "../acme/solver.js";

export const challengeFolder = "/.well-known/acme-challenge";

/**
 * The token, which a CA chooses and which becomes a file's name and a URL's path here.
 *
 * @throws where it holds anything but the alphabet of base64url (RFC 8555, section 8.3)
 */
export function safeToken({ token, identifier }: Challenge): string {
  if (/^[A-Za-z0-9_-]{1,128}$/.test(token)) return token;
  throw new Error(
    `the CA's challenge for ${identifier.value} has a token that is not base64url (RFC 8555, section 8.3)`,
  );
}

/** Where the CA will look. */
export function challengeUrl(challenge: Challenge, port: number): URL {
  const { value } = challenge.identifier;
  const host = value.includes(":") ? `[${value}]` : value;
  return new URL(`http://${host}:${port}${challengeFolder}/${safeToken(challenge)}`);
}
