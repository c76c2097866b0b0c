/** How many records are worked on at once: APIs count requests. */
const atOnce = 4;

/** Does the work for each, a few at a time. When something failed the others are still done, and then it rejects with the first failure. */
export async function several<T>(members: readonly T[], work: (member: T) => Promise<void>): Promise<void> {
  const left = [...members];
  const failures: unknown[] = [];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      await work(next).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, members.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
