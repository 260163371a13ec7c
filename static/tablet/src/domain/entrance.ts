/** What a tablet knows of one entrance: facts from the server's feed and from its own journal, in no order. */
import type { AnyLogEntry, Change, DoorDefinition, DoorLabel, Outcome, Paper, Seen, Slot } from './entries';
import { compareTexts, labelOf } from './doors';
import { parisYear, parseMoment } from './moments';
import { byTime, deadVisits, latestOf, type Placed } from './ordering';

export interface VisitFact extends Placed {
  door: string;
  outcome: Outcome;
  slot: Slot | null;
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

export interface EntranceFacts {
  /** The last change of the feed that was applied. */
  seen: Seen | null;
  /** Doors under their first label. */
  doors: DoorDefinition[];
  /** Absent in snapshots of before doors could be taken off: then every door stands that nothing is said of. */
  presence?: PresenceFact[];
  visits: VisitFact[];
  labels: LabelFact[];
  /** Ids of withdrawn visits. */
  withdrawn: string[];
  /** Visits at which this tablet finished a contact form. */
  answered: string[];
}

export const NOTHING_KNOWN: EntranceFacts = { seen: null, doors: [], presence: [], visits: [], labels: [], withdrawn: [], answered: [] };

/** The facts with changes of the feed added. The order of changes does not matter, nor does repeating them. */
export function withChanges(facts: EntranceFacts, changes: readonly Change[], epoch: string): EntranceFacts {
  const added = changes.reduce((known, change) => addChange(known, change), openFacts(facts));
  const last = changes.reduce((most, change) => Math.max(most, change.number), 0);
  const before = facts.seen?.epoch === epoch ? facts.seen.number : 0;
  const seen = last > 0 ? { epoch, number: Math.max(last, before) } : facts.seen;
  return { ...closeFacts(added), seen, answered: facts.answered };
}

/** The facts with an entry of this tablet's own journal added, not numbered by the server yet. */
export function withEntry(facts: EntranceFacts, entry: AnyLogEntry): EntranceFacts {
  const head = {
    id: entry.id, number: null, epoch: null, at: correctedTime(entry), device: entry.device, counter: entry.counter, seen: entry.seen,
  };
  const known = openFacts(facts);
  if (entry.kind === 'visit') {
    const { door, outcome, slot, author, round, replaces, paper } = entry;
    keepLater(known.visits, { ...head, door, outcome, slot, author, round, replaces, ...(paper && { paper }) });
  } else if (entry.kind === 'door_label') {
    keepLater(known.labels, { ...head, door: entry.door, label: labelOf(entry) });
  } else if (entry.kind === 'withdrawal') {
    known.withdrawn.add(entry.withdraws);
  } else if (entry.kind === 'doors' || entry.kind === 'door_removal') {
    keepLater(known.presence, { ...head, ...described(known, entry.doors) });
  }
  return { ...closeFacts(known), seen: facts.seen, answered: facts.answered };
}

/** Milliseconds on the server's clock, as far as the tablet knew it. */
function correctedTime(entry: AnyLogEntry): number {
  return (parseMoment(entry.made_at) ?? 0) + (entry.clock_error_ms ?? 0);
}

interface OpenFacts {
  doors: Map<string, DoorDefinition>;
  presence: Map<string, PresenceFact>;
  visits: Map<string, VisitFact>;
  labels: Map<string, LabelFact>;
  withdrawn: Set<string>;
}

function openFacts(facts: EntranceFacts): OpenFacts {
  return {
    doors: new Map(facts.doors.map((door) => [door.id, door])),
    presence: new Map(facts.presence?.map((fact) => [fact.id, fact])),
    visits: new Map(facts.visits.map((visit) => [visit.id, visit])),
    labels: new Map(facts.labels.map((label) => [label.id, label])),
    withdrawn: new Set(facts.withdrawn),
  };
}

function closeFacts(open: OpenFacts): Omit<EntranceFacts, 'seen' | 'answered'> {
  const { doors, presence, visits, labels, withdrawn } = open;
  return {
    doors: [...doors.values()], presence: [...presence.values()], visits: [...visits.values()], labels: [...labels.values()], withdrawn: [...withdrawn],
  };
}

function addChange(known: OpenFacts, change: Change): OpenFacts {
  if (change.type === 'withdrawal') {
    known.withdrawn.add(change.withdraws);
    return known;
  }
  const { id, number, epoch, device, counter, seen } = change;
  const placed = { id, number, epoch, device, counter, seen, at: parseMoment(change.corrected_at) ?? 0 };
  if (change.type === 'door_label') keepLater(known.labels, { ...placed, door: change.door, label: change.label });
  else if (change.type === 'visit') {
    const { door, outcome, slot, author, round, replaces, paper } = change;
    keepLater(known.visits, { ...placed, door, outcome, slot, author, round, replaces, ...(paper && { paper }) });
  } else if (change.type === 'doors' || change.type === 'door_removal') keepLater(known.presence, { ...placed, ...described(known, change.doors) });
  return known;
}

/** Which doors an entry says to stand (it describes them), or not to (it names them). */
function described(known: OpenFacts, doors: readonly (DoorDefinition | string)[]): { doors: string[]; stand: boolean } {
  const definitions = doors.filter((door) => typeof door !== 'string');
  for (const door of definitions) known.doors.set(door.id, door);
  return { doors: doors.map((door) => (typeof door === 'string' ? door : door.id)), stand: definitions.length > 0 };
}

/** One entry is one fact: the server's word before the tablet's own, and its last numbering before an earlier one. */
function keepLater<Fact extends Placed>(facts: Map<string, Fact>, fact: Fact): void {
  const known = facts.get(fact.id);
  if (known === undefined || numbering(fact, known) >= 0) facts.set(fact.id, fact);
}

function numbering(one: Placed, other: Placed): number {
  return compareTexts(one.epoch ?? '', other.epoch ?? '') || (one.number ?? 0) - (other.number ?? 0);
}

export interface DoorFacts {
  door: DoorDefinition;
  /** Live visits: the one that holds first, then newest first. */
  visits: VisitFact[];
}

/** Every door that stands or was visited, under its present label, with the visits that count. */
export function doorsOf(facts: EntranceFacts): DoorFacts[] {
  const gone = takenOff(facts);
  const dead = deadVisits(facts.visits, new Set(facts.withdrawn));
  const visits = groupedBy(facts.visits.filter((visit) => !dead.has(visit.id)), (visit) => visit.door);
  const labels = groupedBy(facts.labels, (label) => label.door);
  const shown = facts.doors.filter((door) => !gone.has(door.id) || visits.has(door.id));
  return shown.map((door) => ({
    door: { ...door, ...latestOf(labels.get(door.id) ?? [])?.label },
    visits: newestFirst(visits.get(door.id) ?? []),
  }));
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

/**
 * This household was counted this calendar year (Europe/Paris), apart from the `current` visit: this tablet finished a form at this
 * door, or another one noted an exchange there. (What another tablet's form became, nobody but the organisation can know.)
 */
export function wasCounted(facts: EntranceFacts, door: string, at: { current: string | null; device: string; now: number }): boolean {
  const year = parisYear(at.now);
  const dead = deadVisits(facts.visits, new Set(facts.withdrawn));
  return facts.visits.some((visit) => {
    if (visit.door !== door || visit.id === at.current || parisYear(visit.at) !== year) return false;
    if (visit.device === at.device) return facts.answered.includes(visit.id);
    return visit.outcome === 'exchange' && !dead.has(visit.id);
  });
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
