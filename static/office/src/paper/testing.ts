/** A small invented entrance for the tests of the typing page. */
import type { DoorDefinition } from '../../../tablet/src/domain/entries';
import type { EntranceFacts } from '../../../tablet/src/domain/entrance';
import type { Desk } from './making';

export const ORGANISATION = id(1);
export const OFFICE = id(2);
export const ENTRANCE = id(3);
export const ROUND = id(4);
export const WORKER = id(5);
export const TABLET = id(6);
export const DOORS: readonly DoorDefinition[] = [2, 1, 0].map((floor) => ({ id: id(10 + floor), floor, side: 'left', number: null, letter: null }));

export function id(rank: number): string {
  return `00000000-0000-4000-8000-${String(rank).padStart(12, '0')}`;
}

export function desk({ round = ROUND, now = Date.parse('2026-11-23T09:00:00Z') } = {}): Desk {
  return {
    setup: { organisation: ORGANISATION, device: OFFICE, entrance: ENTRANCE, round: { id: round } },
    now: () => now,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  };
}

/** As a tablet would have noted them. */
export function withDoors(facts: EntranceFacts): EntranceFacts {
  return { ...facts, doors: [...DOORS] };
}
