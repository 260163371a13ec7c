/** What leaves a tablet by itself: what the server has, some time after its round; and what was erased, now. */
import type { BundleRound } from './bundle';
import type { EntranceFacts } from './entrance';
import { isListOf, isShape, isText } from './reading';

/** Days after the end of its round for which what the server has stays readable here: somebody may still ask about a door. */
export const GRACE_DAYS = 14;
const DAY = 86_400_000;

/** Rounds that this tablet carries or carried: their last day as it was last known, and their entrances. */
export type KnownRounds = Record<string, { ends: string; entrances: string[] }>;

/** A round that is named no more was over, or was given to others, at the latest today. */
export function knownRounds(before: KnownRounds, rounds: readonly BundleRound[], today: string): KnownRounds {
  const gone = Object.entries(before).map(([id, round]) => [id, { ...round, ends: round.ends < today ? round.ends : today }] as const);
  const named = rounds.map(({ id, ends_on: ends, entrances }) => [id, { ends, entrances }] as const);
  return Object.fromEntries([...gone, ...named]);
}

export function roundsOver(known: KnownRounds, today: string): Set<string> {
  const oldest = new Date(Date.parse(today) - GRACE_DAYS * DAY).toISOString().slice(0, 10);
  return new Set(Object.entries(known).flatMap(([id, { ends }]) => (ends < oldest ? [id] : [])));
}

/** Entrances of these rounds and of no other. */
export function entrancesOnlyOf(known: KnownRounds, over: ReadonlySet<string>): Set<string> {
  const stay = new Set(Object.entries(known).flatMap(([id, { entrances }]) => (over.has(id) ? [] : entrances)));
  return new Set([...over].flatMap((id) => known[id]?.entrances ?? []).filter((entrance) => !stay.has(entrance)));
}

/** The file `tombstones`; null when it is none. */
export function readTombstones(text: string): ReadonlySet<string> | null {
  try {
    const read = JSON.parse(text) as unknown;
    return isShape(read) && isListOf(read.erased, isText) ? new Set(read.erased) : null;
  } catch {
    return null;
  }
}

/** What else says the same: visits and encounters that correct what was erased, or are corrected by it. */
export function withCorrections(facts: EntranceFacts, erased: ReadonlySet<string>): Set<string> {
  const all = new Set(erased);
  const said = [...facts.visits, ...(facts.met ?? [])];
  for (let size = -1; size !== all.size;) {
    size = all.size;
    for (const { id, replaces } of said) {
      if (replaces !== null && (all.has(replaces) || all.has(id))) all.add(id).add(replaces);
    }
  }
  return all;
}

/** The facts without these; the same object when they name none of them. Places and sessions say nothing of a household, and stay. */
export function withoutErased(facts: EntranceFacts, erased: ReadonlySet<string>): EntranceFacts {
  const { visits, met = [], lifted = [], answered } = facts;
  const isLeft = ({ id }: { id: string }) => !erased.has(id);
  const after = {
    visits: visits.filter(isLeft), met: met.filter(isLeft), lifted: lifted.filter(isLeft), answered: answered.filter((talk) => !erased.has(talk.split(' ')[0] ?? '')),
  };
  const same = after.visits.length === visits.length && after.met.length === met.length && after.lifted.length === lifted.length && after.answered.length === answered.length;
  return same ? facts : { ...facts, ...after };
}
