/** The oldest Pulumi CLI that the tests pass with, and the one that is built where there is none. */
export const pulumiVersion = "3.259.0";

/** The language host of that build: the last tagged Go module that holds it. An installed Pulumi brings its own. */
export const languageHostVersion = "3.68.0";

/** The plugin of `@pulumi/kubernetes`; it must equal that package's version, or the CLI warns. */
export const kubernetesPluginVersion = "4.25.0";

/** Whether `version` is `oldest` or later, by major, minor and patch. What does not read as a version is not. */
export function isAtLeast(version: string, oldest: string): boolean {
  const numbers = (text: string) => /^v?(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  const [a, b] = [numbers(version), numbers(oldest)];
  if (!a || !b) return false;
  const differing = a.findIndex((number, i) => number !== b[i]);
  return differing === -1 || a[differing]! > b[differing]!;
}
