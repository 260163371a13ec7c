/** Sessions: which there were, who was there, and when each began and ended. See JOURNAL.md, "Sessions". */
import { compareTexts } from './doors';
import type { EncounterFact, EntranceFacts, HeadcountFact, SessionFact } from './entrance';
import { parisDay, parisMoment } from './moments';
import { byTime, deadVisits, latestOf } from './ordering';

/** So long without a note, and the team has gone. */
export const QUIET = 3 * 3_600_000;

/** A session that is not withdrawn. `id` is that of its first entry, `ids` those of every entry that began or corrected it; `holds` what is true of it. */
export interface Begun {
  id: string;
  ids: ReadonlySet<string>;
  startedAt: number;
  holds: SessionFact;
}

export interface Ending {
  at: number;
  how: 'said' | 'quiet' | 'midnight';
}

/** By the time they began. */
export function sessionsBegun(said: readonly SessionFact[], withdrawn: ReadonlySet<string>): Begun[] {
  const known = new Map(said.map((one) => [one.id, one]));
  const dead = deadVisits(said, withdrawn);
  const groups = new Map<string, SessionFact[]>();
  for (const one of said) {
    const root = rootOf(one.id, known);
    groups.set(root, [...(groups.get(root) ?? []), one]);
  }
  const begun = [...groups].flatMap(([id, group]) => {
    const holds = latestOf(group.filter((one) => !dead.has(one.id)));
    const first = known.get(id) ?? [...group].sort(byTime)[0];
    return holds && first ? [{ id, ids: new Set([id, ...group.map((one) => one.id)]), startedAt: first.at, holds }] : [];
  });
  return begun.sort((one, other) => one.startedAt - other.startedAt || compareTexts(one.id, other.id));
}

/** The entry that began the session, whether it has arrived or not; of a ring, which only corrupted data make, its least id. */
function rootOf(entry: string, known: ReadonlyMap<string, SessionFact>): string {
  const passed = [entry];
  for (let here = entry; ; ) {
    const next = known.get(here)?.replaces;
    if (next === null || next === undefined) return here;
    const before = passed.indexOf(next);
    if (before >= 0) return passed.slice(before).sort(compareTexts)[0] ?? entry;
    passed.push(next);
    here = next;
  }
}

/** How a session ended; null while it goes on. `said`: when its button was pressed; `noted`: when its tablet noted something, in any order. */
export function endingOf(startedAt: number, said: readonly number[], noted: readonly number[], now: number): Ending | null {
  if (said.length > 0) return { at: Math.max(startedAt, Math.min(...said)), how: 'said' };
  const midnight = parisMoment(nextDay(parisDay(startedAt)), '00:00');
  let last = startedAt;
  for (const at of noted.filter((moment) => moment > startedAt && moment < midnight).sort((one, other) => one - other)) {
    if (at - last >= QUIET) return { at: last, how: 'quiet' };
    last = at;
  }
  if (Math.min(now, midnight) - last >= QUIET) return { at: last, how: 'quiet' };
  return now >= midnight ? { at: last, how: 'midnight' } : null;
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

export interface Running extends Begun {
  encounters: EncounterFact[];
  adults: number;
  children: number;
}

const LONGEST = 25 * 3_600_000;

/** Sessions that go on at this moment: of each tablet the last one of a round. */
export function runningSessions(facts: EntranceFacts, now: number): Running[] {
  const withdrawn = new Set(facts.withdrawn);
  // What began earlier is over: the day was.
  const begun = sessionsBegun(facts.sessions ?? [], withdrawn).filter(({ startedAt }) => now - startedAt < LONGEST);
  const last = new Map(begun.map((one) => [`${one.holds.device} ${one.holds.round}`, one]));
  return [...last.values()].filter((one) => endOf(one, facts, withdrawn, now) === null).map((one) => withPeople(one, facts, withdrawn));
}

function endOf({ ids, startedAt, holds }: Begun, facts: EntranceFacts, withdrawn: ReadonlySet<string>, now: number): Ending | null {
  const said = (facts.ends ?? []).filter(({ session }) => ids.has(session)).map(({ at }) => at);
  const own = (one: { device: string; round: string; id: string; at: number }) => one.at > startedAt && one.device === holds.device && one.round === holds.round && !withdrawn.has(one.id);
  const noted = [facts.visits, facts.met ?? [], facts.counts ?? []].flatMap((list) => list.filter(own).map(({ at }) => at));
  return endingOf(startedAt, said, noted, now);
}

function withPeople(one: Begun, facts: EntranceFacts, withdrawn: ReadonlySet<string>): Running {
  const counted = (facts.counts ?? []).filter(({ id, session }) => one.ids.has(session) && !withdrawn.has(id));
  const sum = (pick: (count: HeadcountFact) => number) => Math.max(0, counted.reduce((total, count) => total + pick(count), 0));
  return {
    ...one,
    encounters: livingEncounters(facts).filter(({ session }) => one.ids.has(session)),
    adults: sum(({ adults }) => adults),
    children: sum(({ children }) => children),
  };
}

/** Encounters that are neither withdrawn nor corrected, oldest first. */
export function livingEncounters({ met = [], withdrawn }: EntranceFacts): EncounterFact[] {
  const dead = deadVisits(met, new Set(withdrawn));
  return met.filter(({ id }) => !dead.has(id)).sort(byTime);
}
