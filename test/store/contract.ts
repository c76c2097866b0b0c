import { readingContract } from "./contract-reading.js";
import { writingContract } from "./contract-writing.js";
import type { Place } from "./place.js";

/** What any store promises; the rest of the project relies on nothing else. */
export function storeContract(title: string, create: () => Promise<Place>): void {
  readingContract(title, create);
  writingContract(title, create);
}
