/** An entrance as it stands: floors and doors, each with what is known of it. */
import { alongLanding } from './doors';
import { doorsOf, groupedBy, type DoorFacts, type EntranceFacts, type VisitFact } from './entrance';
import { deadVisits } from './ordering';
import { formatMoment, localOffset, parisYear } from './moments';
import type { DoorCard, Facade, VisitCard } from './tablet';

/** What the façade shows beside the facts. */
export interface Surroundings {
  now: number;
  /** Ids of entries that the server does not have yet. */
  pending: { has(id: string): boolean };
  /** Unfinished forms of this entrance: door → visit. */
  drafts: ReadonlyMap<string, string>;
  names: ReadonlyMap<string, string>;
  worker: string | null;
  /** This tablet. */
  device: string;
}

export function floorsOf(facts: EntranceFacts, around: Surroundings): Facade['floors'] {
  const cards = doorsOf(facts).map((door) => doorCard(facts, door, around));
  const floors = groupedBy(cards, (card) => card.floor);
  return [...floors.entries()]
    .sort(([one], [other]) => other - one)
    .map(([floor, doors]) => ({ floor, doors: doors.sort(alongLanding) }));
}

function doorCard(facts: EntranceFacts, { door, visits }: DoorFacts, around: Surroundings): DoorCard {
  const history = visits.map((visit) => visitCard(visit, around));
  const current = around.drafts.get(door.id) ?? null;
  return { ...door, latest: history[0] ?? null, history, draft: current !== null, countedThisYear: wasCounted(facts, door.id, { ...around, current }) };
}

function visitCard(visit: VisitFact, around: Surroundings): VisitCard {
  return {
    id: visit.id,
    outcome: visit.outcome,
    slot: visit.slot,
    at: formatMoment(visit.at, localOffset(visit.at)),
    author: around.names.get(visit.author) ?? null,
    mine: visit.author === around.worker,
    light: around.pending.has(visit.id) ? 'tablet' : 'server',
  };
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
