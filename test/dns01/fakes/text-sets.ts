/** Sets of TXT records by zone and name, as the APIs keep them that know sets; a fake's own state. */
export class TextSets<Set extends { readonly texts: readonly string[] }> {
  readonly #zones: Map<string, Map<string, Set>>;

  constructor(zones: readonly string[]) {
    this.#zones = new Map(zones.map((zone) => [zone, new Map()]));
  }

  at(zone: string, name: string): Set | undefined {
    return this.#zones.get(zone)?.get(name);
  }

  put(zone: string, name: string, set: Set | undefined): void {
    const sets = this.#zones.get(zone);
    if (set === undefined || set.texts.length === 0) sets?.delete(name);
    else sets?.set(name, set);
  }

  texts(name: string): readonly string[] {
    return [...this.#zones.values()].flatMap((sets) => sets.get(name)?.texts ?? []);
  }

  holder(name: string): string | undefined {
    return [...this.#zones].find(([, sets]) => sets.has(name))?.[0];
  }
}
