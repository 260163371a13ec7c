/** How far an entrance is. */
import type { Outcome } from './entries';
import { doorsOf, type EntranceFacts } from './entrance';

export interface Progress {
  doors: number;
  visited: number;
  contacts: number;
  comeBack: number;
}

export const NO_PROGRESS: Progress = { doors: 0, visited: 0, contacts: 0, comeBack: 0 };

/** Somebody was talked with, or took the leaflet. */
const CONTACTS: readonly Outcome[] = ['exchange', 'brief'];

export function progressOf(facts: EntranceFacts): Progress {
  const progress = { ...NO_PROGRESS };
  for (const { visits } of doorsOf(facts)) {
    progress.doors += 1;
    if (visits.length > 0) progress.visited += 1;
    if (visits.some((visit) => CONTACTS.includes(visit.outcome))) progress.contacts += 1;
    if (visits[0]?.outcome === 'come_back') progress.comeBack += 1;
  }
  return progress;
}
