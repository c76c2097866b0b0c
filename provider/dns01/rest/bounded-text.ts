/** Octets of an answer; a page of a few hundred records has some hundred thousand. */
const limit = 4 * 2 ** 20;

export class TooLong extends Error {
  override readonly name = "TooLong";
}

/** The body of an answer as text. Rejects with {@link TooLong} once it grows so. */
export async function textOf(response: Response): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop ends the connection.
    if (length > limit) throw new TooLong(`an answer of more than ${limit / 2 ** 20} MiB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
