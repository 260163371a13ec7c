/** What a tablet knows of one entrance: facts from the server's feed and from its own journal, in no order. */
import type { AnyLogEntry, Change, DoorDefinition, DoorLabel, MeetingOutcome, MeetingPlace, Mode, Outcome, Paper, Seen, Slot } from './entries';
import { compareTexts, labelOf } from './doors';
import { canonicalDoors } from './merges';
import { parseMoment } from './moments';
import { byTime, deadVisits, latestOf, type Placed } from './ordering';

export interface VisitFact extends Placed {
  door: string;
  outcome: Outcome;
  slot: Slot | null;
  /** The day that was promised; absent when none was. */
  day?: string;
  author: string;
  round: string;
  replaces: string | null;
  /** Typed in later from a sheet of paper; absent otherwise. */
  paper?: Paper;
}

export interface LabelFact extends Placed {
  door: string;
  label: DoorLabel;
}

/** These doors stand, or do not: whichever the latest says. */
export interface PresenceFact extends Placed {
  doors: string[];
  stand: boolean;
}

export interface FloorFact extends Placed {
  door: string;
  floor: number;
}

export interface MergeFact extends Placed {
  door: string;
  into: string | null;
}

export interface LiftFact extends Placed {
  door: string;
}

export interface SessionFact extends Placed {
  round: string;
  mode: Mode;
  workers: string[];
  replaces: string | null;
}

export interface SessionEndFact extends Placed {
  session: string;
}

export interface EncounterFact extends Placed {
  round: string;
  author: string;
  session: string;
  place: MeetingPlace;
  outcome: MeetingOutcome;
  replaces: string | null;
}

export interface HeadcountFact extends Placed {
  round: string;
  session: string;
  adults: number;
  children: number;
}

export interface TakingFact extends Placed {
  author: string;
  floors: { from: number; to: number } | null;
}

/** Everything that is said once and stays. */
interface Lists {
  visits: VisitFact;
  labels: LabelFact;
  presence: PresenceFact;
  floors: FloorFact;
  merges: MergeFact;
  lifted: LiftFact;
  sessions: SessionFact;
  ends: SessionEndFact;
  met: EncounterFact;
  counts: HeadcountFact;
  takings: TakingFact;
}

/** Lists may be absent: snapshots of before their kinds were known have none. */
export type EntranceFacts = { [List in keyof Lists]?: Lists[List][] } & {
  /** The last change of the feed that was applied. */
  seen: Seen | null;
  /** Doors under their first label. */
  doors: DoorDefinition[];
  visits: VisitFact[];
  labels: LabelFact[];
  /** Ids of what was withdrawn: visits, sessions, encounters, headcounts. */
  withdrawn: string[];
  /** Visits at which this tablet finished a contact form; of another form, the visit and its id with a space between. */
  answered: string[];
};

export const NOTHING_KNOWN: EntranceFacts = { seen: null, doors: [], visits: [], labels: [], withdrawn: [], answered: [] };

/** The facts with changes of the feed added. The order of changes does not matter, nor does repeating them. */
export function withChanges(facts: EntranceFacts, changes: readonly Change[], epoch: string): EntranceFacts {
  const last = changes.reduce((most, change) => Math.max(most, change.number), 0);
  const before = facts.seen?.epoch === epoch ? facts.seen.number : 0;
  const seen = last > 0 ? { epoch, number: Math.max(last, before) } : facts.seen;
  return { ...withSaid(facts, changes), seen };
}

/** The facts with entries of this tablet's own journal added, not numbered by the server yet. */
export function withEntries(facts: EntranceFacts, entries: readonly AnyLogEntry[]): EntranceFacts {
  return withSaid(facts, entries.map((entry) => ({ ...(entry.kind === 'door_label' ? { ...entry, label: labelOf(entry) } : entry), type: entry.kind }) as Said));
}

export function withEntry(facts: EntranceFacts, entry: AnyLogEntry): EntranceFacts {
  return withEntries(facts, [entry]);
}

/** A change, or an entry in the words of one: without a place in the feed, its time not corrected yet. */
type Unplaced<Of> = Of extends Change ? Omit<Of, 'number' | 'epoch' | 'corrected_at'> & { made_at?: string; clock_error_ms?: number | null } : never;
type Said = Change | (Unplaced<Change> & { number?: undefined; epoch?: undefined; corrected_at?: undefined });

function withSaid(facts: EntranceFacts, said: readonly Said[]): EntranceFacts {
  const added = groupedBy(said.flatMap((one) => factOf(one) ?? []), ({ list }) => list);
  const lists = [...added].map(([list, its]) => [list, united(facts[list] ?? [], its.map(({ fact }) => fact))] as const);
  const withdrawn = said.flatMap((one) => (one.type === 'withdrawal' ? one.withdraws : []));
  const doors = said.flatMap((one) => (one.type === 'doors' ? one.doors : []));
  return {
    ...facts,
    ...Object.fromEntries(lists),
    ...(withdrawn.length > 0 && { withdrawn: [...new Set([...facts.withdrawn, ...withdrawn])] }),
    ...(doors.length > 0 && { doors: [...new Map([...facts.doors, ...doors].map((door) => [door.id, door])).values()] }),
  };
}

/** One entry is one fact: the server's word before the tablet's own, and its last numbering before an earlier one. */
function united(known: readonly Placed[], added: readonly Placed[]): Placed[] {
  const facts = new Map(known.map((fact) => [fact.id, fact]));
  for (const fact of added) {
    const before = facts.get(fact.id);
    if (before === undefined || numbering(fact, before) >= 0) facts.set(fact.id, fact);
  }
  return [...facts.values()];
}

function numbering(one: Placed, other: Placed): number {
  return compareTexts(one.epoch ?? '', other.epoch ?? '') || (one.number ?? 0) - (other.number ?? 0);
}

type Fact = { [List in keyof Lists]: { list: List; fact: Lists[List] } }[keyof Lists];

function factOf(said: Said): Fact | null {
  if (said.type === 'withdrawal') return null;
  const placed = placedOf(said);
  switch (said.type) {
    case 'visit': {
      const { door, outcome, slot, day, author, round, replaces, paper } = said;
      return { list: 'visits', fact: { ...placed, door, outcome, slot, ...(day && { day }), author, round, replaces, ...(paper && { paper }) } };
    }
    case 'doors':
      return { list: 'presence', fact: { ...placed, doors: said.doors.map(({ id }) => id), stand: true } };
    case 'door_removal':
      return { list: 'presence', fact: { ...placed, doors: said.doors, stand: false } };
    case 'door_label':
      return { list: 'labels', fact: { ...placed, door: said.door, label: said.label } };
    case 'door_move':
      return { list: 'floors', fact: { ...placed, door: said.door, floor: said.floor } };
    case 'door_merge':
      return { list: 'merges', fact: { ...placed, door: said.door, into: said.into } };
    case 'opposition_lifted':
      return { list: 'lifted', fact: { ...placed, door: said.door } };
    case 'session':
      return { list: 'sessions', fact: { ...placed, round: said.round, mode: said.mode, workers: said.workers, replaces: said.replaces } };
    case 'session_end':
      return { list: 'ends', fact: { ...placed, session: said.session } };
    case 'encounter': {
      const { round, author, session, place, outcome, replaces } = said;
      return { list: 'met', fact: { ...placed, round, author, session, place, outcome, replaces } };
    }
    case 'headcount':
      return { list: 'counts', fact: { ...placed, round: said.round, session: said.session, adults: said.adults, children: said.children } };
    case 'taking':
      return { list: 'takings', fact: { ...placed, author: said.author, floors: said.floors } };
  }
}

function placedOf(said: Exclude<Said, { type: 'withdrawal' }>): Placed {
  const { id, number = null, epoch = null, device, counter, seen } = said;
  // Milliseconds on the server's clock; of an own entry, as far as the tablet knew it.
  const at = said.corrected_at === undefined ? (parseMoment(said.made_at) ?? 0) + (said.clock_error_ms ?? 0) : (parseMoment(said.corrected_at) ?? 0);
  return { id, number, epoch, at, device, counter, seen };
}

export interface DoorFacts {
  door: DoorDefinition;
  /** Live visits: the one that holds first, then newest first. */
  visits: VisitFact[];
  /** The household asks us to stay away, whatever the latest visit was. */
  opposed: boolean;
  /** Doors that turned out to be this one, as they were called. */
  merged: DoorDefinition[];
}

/** Every door that stands or was visited, under its present label and on its present floor, with the visits that count. */
export function doorsOf(facts: EntranceFacts): DoorFacts[] {
  const gone = takenOff(facts);
  const one = oneDoor(facts);
  const isDoor = (door: string) => one.get(door) ?? door;
  const dead = deadVisits(facts.visits, new Set(facts.withdrawn));
  const visits = groupedBy(facts.visits.filter((visit) => !dead.has(visit.id)), (visit) => isDoor(visit.door));
  const lifted = groupedBy(facts.lifted ?? [], ({ door }) => isDoor(door));
  const labels = groupedBy(facts.labels, (label) => label.door);
  const floors = groupedBy(facts.floors ?? [], (move) => move.door);
  const called = (door: DoorDefinition): DoorDefinition => {
    const floor = latestOf(floors.get(door.id) ?? [])?.floor ?? door.floor;
    return { ...door, ...latestOf(labels.get(door.id) ?? [])?.label, floor };
  };
  const merged = groupedBy(facts.doors.filter(({ id }) => one.has(id)), ({ id }) => isDoor(id));
  const shown = facts.doors.filter(({ id }) => !one.has(id) && (!gone.has(id) || visits.has(id)));
  return shown.map((door) => ({
    door: called(door),
    visits: newestFirst(visits.get(door.id) ?? []),
    opposed: isOpposed(visits.get(door.id) ?? [], lifted.get(door.id) ?? []),
    merged: (merged.get(door.id) ?? []).map(called),
  }));
}

/** Which door each merged door is; doors that are themselves are absent. */
export function oneDoor({ doors, merges = [] }: EntranceFacts): Map<string, string> {
  const said = new Map([...groupedBy(merges, ({ door }) => door)].map(([door, its]) => [door, latestOf(its)?.into ?? null]));
  return canonicalDoors(said, new Set(doors.map(({ id }) => id)));
}

/** Of the live oppositions and of what lifted them, the latest decides: see JOURNAL.md, "Opposition". */
function isOpposed(visits: readonly VisitFact[], lifted: readonly LiftFact[]): boolean {
  const asked = visits.filter(({ outcome }) => outcome === 'opposition');
  const last = latestOf<Placed>([...asked, ...lifted]);
  return last !== null && asked.some((visit) => visit === last);
}

/** Doors of which the latest that was said is that they do not stand. */
function takenOff({ presence = [] }: EntranceFacts): Set<string> {
  const gone = new Set<string>();
  if (presence.every(({ stand }) => stand)) return gone;
  const said = groupedBy(presence.flatMap((fact) => fact.doors.map((door) => ({ door, fact }))), ({ door }) => door);
  for (const [door, facts] of said) {
    if (latestOf(facts.map(({ fact }) => fact))?.stand === false) gone.add(door);
  }
  return gone;
}

function newestFirst(visits: readonly VisitFact[]): VisitFact[] {
  const latest = latestOf(visits);
  if (latest === null) return [];
  return [latest, ...visits.filter((visit) => visit !== latest).sort((one, other) => byTime(other, one))];
}

export function groupedBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
