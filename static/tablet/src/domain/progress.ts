/** How far an entrance is, round by round: what was done here last spring does not make today's round look done. */
import type { Outcome } from './entries';
import { doorsOf, type EntranceFacts } from './entrance';

export interface Progress {
  doors: number;
  /** Doors where the latest visit, of whatever round, promised to come back. */
  comeBack: number;
  rounds: Record<string, RoundProgress>;
}

/** Doors with a visit of this round, and with a contact in it. */
export interface RoundProgress {
  visited: number;
  contacts: number;
}

export const NO_PROGRESS: Progress = { doors: 0, comeBack: 0, rounds: {} };
export const NOTHING_DONE: RoundProgress = { visited: 0, contacts: 0 };

/** Somebody was talked with, or took the leaflet. */
const CONTACTS: readonly Outcome[] = ['exchange', 'brief'];

export function progressOf(facts: EntranceFacts): Progress {
  const progress: Progress = { ...NO_PROGRESS, rounds: {} };
  for (const { visits } of doorsOf(facts)) {
    progress.doors += 1;
    if (visits[0]?.outcome === 'come_back') progress.comeBack += 1;
    for (const round of new Set(visits.map((visit) => visit.round))) {
      const contact = visits.some((visit) => visit.round === round && CONTACTS.includes(visit.outcome));
      const before = progress.rounds[round] ?? NOTHING_DONE;
      progress.rounds[round] = { visited: before.visited + 1, contacts: before.contacts + Number(contact) };
    }
  }
  return progress;
}
