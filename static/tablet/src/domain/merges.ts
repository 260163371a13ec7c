/** Doors that are one door: see JOURNAL.md, "The state of a door". */

/**
 * Which door each merged door counts for: that at the end of its chain. Those of a ring, and those that nobody has described, stand by themselves.
 * `merges`: what the latest merge of each door says.
 */
export function canonicalDoors(merges: ReadonlyMap<string, string | null>, described: { has(door: string): boolean }): Map<string, string> {
  const held = new Map<string, string>();
  for (const [door, into] of merges) if (into !== null && into !== door && described.has(door) && described.has(into)) held.set(door, into);
  const rings = [...held.keys()].filter((door) => comesBack(door, held));
  for (const door of rings) held.delete(door);
  return new Map([...held.keys()].map((door) => [door, endOf(door, held)]));
}

function comesBack(door: string, held: ReadonlyMap<string, string>): boolean {
  const passed = new Set<string>();
  let here = held.get(door);
  while (here !== undefined && here !== door && !passed.has(here)) {
    passed.add(here);
    here = held.get(here);
  }
  return here === door;
}

function endOf(door: string, held: ReadonlyMap<string, string>): string {
  let here = door;
  for (let next = held.get(here); next !== undefined; next = held.get(here)) here = next;
  return here;
}
