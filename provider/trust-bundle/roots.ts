import { formatInstant, type Instant, parseInstant } from "../spec/instant.js";

/** A certificate that a bundle holds. Instants are RFC 3339, since it stands in the state. */
export interface Root {
  readonly [field: string]: string;
  readonly subject: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
  readonly notAfter: string;
  readonly pem: string;
}

/** One that the program does not name any more, and since when. */
export interface OldRoot extends Root {
  readonly droppedAt: string;
}

/** What stands in the bundle. */
export interface Roots {
  readonly named: readonly Root[];
  /** Still in the bundle, for clients of what they signed. */
  readonly old: readonly OldRoot[];
}

/**
 * What a bundle holds when the program names these roots: them, and those that were named before and are not any
 * more, until `keepOld` (milliseconds; for ever without it) has passed or they expire. Whoever still serves what an
 * old root signed is trusted so long.
 */
export function rootsAt(
  now: Instant,
  named: readonly Root[],
  before: Roots,
  keepOld: number | undefined,
): Roots {
  const isNamed = new Set(named.map(({ fingerprint }) => fingerprint));
  const dropped = before.named.map((root): OldRoot => ({ ...root, droppedAt: formatInstant(now) }));
  const old = [...dropped, ...before.old].filter((root) => {
    if (isNamed.has(root.fingerprint) || (parseInstant(root.notAfter) ?? 0) < now) return false;
    return keepOld === undefined || (parseInstant(root.droppedAt) ?? 0) + keepOld > now;
  });
  return { named: [...new Map(named.map((root) => [root.fingerprint, root])).values()], old };
}

/** The bundle as clients read it: the newest first. */
export function pemOf({ named, old }: Roots): string {
  return [...named, ...old].map(({ pem }) => pem).join("");
}

/** What a preview says of the roots that stay and those that go. */
export function describeChange(before: Roots, after: Roots, keepOld: number | undefined): string[] {
  const stays = new Set([...after.named, ...after.old].map(({ fingerprint }) => fingerprint));
  const wasOld = new Set(before.old.map(({ fingerprint }) => fingerprint));
  const kept = after.old.filter(({ fingerprint }) => !wasOld.has(fingerprint));
  const gone = [...before.named, ...before.old].filter(({ fingerprint }) => !stays.has(fingerprint));
  return [
    ...kept.map((root) => `keeps the old root ${nameOf(root)} until ${endOf(root, keepOld)}`),
    ...gone.map((root) => `removes the old root ${nameOf(root)}`),
  ];
}

function endOf({ droppedAt, notAfter }: OldRoot, keepOld: number | undefined): string {
  const expiry = parseInstant(notAfter) ?? 0;
  return formatInstant(
    keepOld === undefined ? expiry : Math.min(expiry, (parseInstant(droppedAt) ?? 0) + keepOld),
  );
}

function nameOf({ subject, fingerprint }: Root): string {
  return `${subject || "without a subject"} (${fingerprint.slice(0, 16)})`;
}
