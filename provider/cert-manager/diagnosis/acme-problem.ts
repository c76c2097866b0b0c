/**
 * The problems that a CA answers an order or a challenge with, and that a person can do something about.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8555#section-6.7
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-acme-profiles (invalidProfile)
 */
const problems = [
  "accountDoesNotExist",
  "badCSR",
  "badPublicKey",
  "caa",
  "connection",
  "dns",
  "externalAccountRequired",
  "incorrectResponse",
  "invalidProfile",
  "rateLimited",
  "rejectedIdentifier",
  "serverInternal",
  "tls",
  "unauthorized",
  "unsupportedIdentifier",
  "userActionRequired",
] as const;

export type AcmeProblem = (typeof problems)[number];

/** The first of these problems that the words name; `compound` and `malformed` only lead to the ones behind them. */
export function acmeProblemIn(words: string): AcmeProblem | undefined {
  for (const [, name] of words.matchAll(/\burn:ietf:params:acme:error:(\w+)/g)) {
    const problem = problems.find((one) => one === name);
    if (problem !== undefined) return problem;
  }
  // cert-manager asks the directory itself for the profile, and says so in words of its own.
  if (/does not (support profiles|advertise a profile)|not in (the )?set of supported profiles/i.test(words))
    return "invalidProfile";
  return undefined;
}
