/** Which of several notes about one door holds: see JOURNAL.md, "The state of a door". Never by a tablet's clock alone. */
import { compareTexts } from './doors';
import type { Seen } from './entries';

/** What the rule looks at. `number` and `epoch` are null while the note is only on this tablet. */
export interface Placed {
  id: string;
  number: number | null;
  epoch: string | null;
  /** Corrected time, milliseconds. */
  at: number;
  device: string;
  counter: number;
  seen: Seen | null;
}

/** Whoever noted `later` knew of `earlier`. */
export function isAfter(later: Placed, earlier: Placed): boolean {
  if (later.device === earlier.device && later.counter > earlier.counter) return true;
  if (later.seen === null || earlier.number === null || earlier.epoch === null) return false;
  return later.seen.number >= earlier.number && later.seen.epoch >= earlier.epoch;
}

/** The note that no other is after; among several the greatest corrected time, then the greatest id. */
export function latestOf<Note extends Placed>(notes: readonly Note[]): Note | null {
  const heads = notes.filter((note) => !notes.some((other) => other !== note && isAfter(other, note)));
  // Only corrupted data can make a cycle, where every note has one after it.
  const candidates = heads.length > 0 ? heads : notes;
  return candidates.reduce<Note | null>((best, note) => (best === null || byTime(note, best) > 0 ? note : best), null);
}

export function byTime(one: Placed, other: Placed): number {
  return one.at - other.at || compareTexts(one.id, other.id);
}

/** Ids of visits that no longer count: withdrawn, or replaced by one (directly or through others) that is not. */
export function deadVisits(visits: readonly { id: string; replaces: string | null }[], withdrawn: ReadonlySet<string>): Set<string> {
  const replacers = new Map<string, string[]>();
  for (const { id, replaces } of visits) {
    if (replaces !== null) replacers.set(replaces, [...(replacers.get(replaces) ?? []), id]);
  }
  const dead = new Set<string>();
  for (const { id } of visits) {
    if (withdrawn.has(id) || isReplaced(id, replacers, withdrawn)) dead.add(id);
  }
  return dead;
}

function isReplaced(id: string, replacers: ReadonlyMap<string, string[]>, withdrawn: ReadonlySet<string>): boolean {
  const reached = new Set<string>();
  const open = [...(replacers.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!withdrawn.has(next)) return true;
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(replacers.get(next) ?? []));
  }
  return false;
}
