/** An entrance as it stands: floors and doors, each with what is known of it. */
import { alongLanding } from './doors';
import { doorsOf, groupedBy, type DoorFacts, type EntranceFacts, type VisitFact } from './entrance';
import { formatMoment, localOffset } from './moments';
import type { DoorCard, Facade, Light, VisitCard } from './tablet';

/** What the façade shows beside the facts. */
export interface Surroundings {
  /** Ids of entries that the server does not have yet. */
  pending: { has(id: string): boolean };
  /** Those of them that a neighbour tablet keeps a copy of. */
  copied?: { has(id: string): boolean };
  /** Doors with an unfinished form. */
  drafts: ReadonlySet<string>;
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
  return { ...door, latest: history[0] ?? null, history, draft: around.drafts.has(door.id) };
}

function visitCard(visit: VisitFact, around: Surroundings): VisitCard {
  return {
    id: visit.id,
    outcome: visit.outcome,
    slot: visit.slot,
    at: formatMoment(visit.at, localOffset(visit.at)),
    author: around.names.get(visit.author) ?? null,
    mine: visit.author === around.worker,
    light: lightOf(visit.id, around),
  };
}

function lightOf(id: string, { pending, copied }: Surroundings): Light {
  if (!pending.has(id)) return 'server';
  return copied?.has(id) ? 'copy' : 'tablet';
}
