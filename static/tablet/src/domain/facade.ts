/** An entrance as it stands: floors and doors, each with what is known of it; who is at work there. */
import { alongLanding } from './doors';
import { doorsOf, groupedBy, type DoorFacts, type EncounterFact, type EntranceFacts, type VisitFact } from './entrance';
import { formatMoment, localOffset, parisDay } from './moments';
import { livingEncounters, runningSessions } from './sessions';
import type { DoorCard, EncounterCard, Facade, Light, SessionCard, VisitCard } from './tablet';
import { takingsOn } from './takings';

/** What doors show beside the facts. */
export interface Surroundings {
  /** Ids of entries that the server does not have yet. */
  pending: { has(id: string): boolean };
  /** Those of them that a neighbour tablet keeps a copy of. */
  copied?: { has(id: string): boolean };
  /** Doors, and encounters, with an unfinished form. */
  drafts: ReadonlySet<string>;
  names: ReadonlyMap<string, string>;
  /** Days on which partners of a joint round were at a door, latest first. */
  partners?: ReadonlyMap<string, readonly string[]>;
  worker: string | null;
}

/** For whom, and when. */
export interface Standpoint extends Surroundings {
  device: string;
  round: string;
  /** The present moment on the server's clock, as far as it is known. */
  now: number;
}

export function facadeOf(facts: EntranceFacts, around: Standpoint): Omit<Facade, 'entrance' | 'round'> {
  const today = parisDay(around.now);
  return {
    today,
    floors: floorsOf(facts, around),
    session: sessionOf(facts, around),
    takings: takingsOn(facts, around.now).map(({ device, author, from, to }) => ({
      id: device, mine: device === around.device, name: around.names.get(author) ?? null, from, to,
    })),
    encounters: livingEncounters(facts).filter(({ at, round }) => round === around.round && around.now - at < DAY && parisDay(at) === today).map((one) => encounterCard(one, around)),
  };
}

const DAY = 25 * 3_600_000;

export function floorsOf(facts: EntranceFacts, around: Surroundings): Facade['floors'] {
  const cards = doorsOf(facts).map((door) => doorCard(door, around));
  const floors = groupedBy(cards, (card) => card.floor);
  return [...floors.entries()]
    .sort(([one], [other]) => other - one)
    .map(([floor, doors]) => ({ floor, doors: doors.sort(alongLanding) }));
}

function doorCard({ door, visits, opposed, merged }: DoorFacts, around: Surroundings): DoorCard {
  const history = visits.map((visit) => visitCard(visit, around));
  const latest = history[0] ?? null;
  const known = [door.id, ...merged.map(({ id }) => id)];
  const draft = known.some((id) => around.drafts.has(id));
  const partners = [...new Set(known.flatMap((id) => around.partners?.get(id) ?? []))].sort().reverse();
  return { ...door, latest, history, partners, draft, opposed, due: opposed ? null : (latest?.day ?? null), merged };
}

function visitCard(visit: VisitFact, around: Surroundings): VisitCard {
  return { id: visit.id, outcome: visit.outcome, slot: visit.slot, day: visit.day ?? null, ...noted(visit, around) };
}

function encounterCard(one: EncounterFact, around: Surroundings): EncounterCard {
  return { id: one.id, place: one.place, outcome: one.outcome, draft: around.drafts.has(one.id), ...noted(one, around) };
}

function noted({ id, at, author }: { id: string; at: number; author: string }, around: Surroundings): Pick<VisitCard, 'at' | 'author' | 'mine' | 'light'> {
  return { at: formatMoment(at, localOffset(at)), author: around.names.get(author) ?? null, mine: author === around.worker, light: lightOf(id, around) };
}

function sessionOf(facts: EntranceFacts, around: Standpoint): SessionCard | null {
  const own = runningSessions(facts, around.now).find(({ holds }) => holds.device === around.device && holds.round === around.round);
  if (!own) return null;
  const { id, holds, startedAt, encounters, adults, children } = own;
  return {
    id, mode: holds.mode, adults, children,
    workers: holds.workers.map((worker) => ({ id: worker, name: around.names.get(worker) ?? 'quelqu’un d’autre' })),
    startedAt: formatMoment(startedAt, localOffset(startedAt)),
    encounters: encounters.map((one) => encounterCard(one, around)),
  };
}

function lightOf(id: string, { pending, copied }: Surroundings): Light {
  if (!pending.has(id)) return 'server';
  return copied?.has(id) ? 'copy' : 'tablet';
}
