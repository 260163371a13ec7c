/** An entrance as it stands: floors and doors, each with what is known of it. */
import { alongLanding } from './doors';
import { doorsOf, groupedBy, type DoorFacts, type EntranceFacts, type VisitFact } from './entrance';
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
}

export function floorsOf(facts: EntranceFacts, around: Surroundings): Facade['floors'] {
  const cards = doorsOf(facts).map((door) => doorCard(door, around));
  const floors = groupedBy(cards, (card) => card.floor);
  return [...floors.entries()]
    .sort(([one], [other]) => other - one)
    .map(([floor, doors]) => ({ floor, doors: doors.sort(alongLanding) }));
}

function doorCard({ door, visits }: DoorFacts, around: Surroundings): DoorCard {
  const history = visits.map((visit) => visitCard(visit, around));
  const current = around.drafts.get(door.id) ?? null;
  return { ...door, latest: history[0] ?? null, history, draft: current !== null, countedThisYear: wasCounted(visits, current, around.now) };
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

/** An exchange took place at this door this calendar year (Europe/Paris), apart from the `current` visit. */
export function wasCounted(visits: readonly VisitFact[], current: string | null, now: number): boolean {
  const year = parisYear(now);
  return visits.some((visit) => visit.id !== current && visit.outcome === 'exchange' && parisYear(visit.at) === year);
}
