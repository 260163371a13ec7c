/** How far an entrance is, round by round: what was done here last spring does not make today's round look done. */
import type { Outcome } from './entries';
import { doorsOf, type EntranceFacts } from './entrance';
import { livingEncounters } from './sessions';

export interface Progress {
  doors: number;
  /** Doors where the latest visit, of whatever round, promised to come back. */
  comeBack: number;
  /** How many of these were promised for each day. Absent in what an older app kept. */
  promised?: Record<string, number>;
  /** Doors that ask us to stay away: no list sends anybody there. */
  opposed?: number;
  rounds: Record<string, RoundProgress>;
}

export interface RoundProgress {
  /** Doors with a visit of this round, and with a contact in it. */
  visited: number;
  contacts: number;
  /** Doors among those visited that ask us to stay away. */
  opposed?: number;
  /** People met at no door. */
  encounters?: number;
}

export const NO_PROGRESS: Progress = { doors: 0, comeBack: 0, rounds: {} };
export const NOTHING_DONE: RoundProgress = { visited: 0, contacts: 0 };

/** Somebody was talked with, or took the leaflet. */
const CONTACTS: readonly Outcome[] = ['exchange', 'brief'];

export function progressOf(facts: EntranceFacts): Progress {
  const rounds: Record<string, Required<RoundProgress>> = {};
  const roundOf = (id: string) => (rounds[id] ??= { visited: 0, contacts: 0, opposed: 0, encounters: 0 });
  const promised: Record<string, number> = {};
  const progress = { doors: 0, comeBack: 0, promised, opposed: 0, rounds };
  for (const { visits, opposed } of doorsOf(facts)) {
    progress.doors += 1;
    progress.opposed += Number(opposed);
    const latest = visits[0];
    if (latest?.outcome === 'come_back' && !opposed) {
      progress.comeBack += 1;
      if (latest.day) promised[latest.day] = (promised[latest.day] ?? 0) + 1;
    }
    for (const id of new Set(visits.map((visit) => visit.round))) {
      const round = roundOf(id);
      round.visited += 1;
      round.contacts += Number(visits.some((visit) => visit.round === id && CONTACTS.includes(visit.outcome)));
      round.opposed += Number(opposed);
    }
  }
  for (const { round } of livingEncounters(facts)) roundOf(round).encounters += 1;
  return progress;
}

/** Doors that this round leaves alone. */
export function sparedIn({ opposed = 0, rounds }: Progress, round: string): number {
  return opposed - (rounds[round]?.opposed ?? 0);
}

/** Doors where somebody is expected by that day. */
export function dueBy({ promised = {} }: Progress, day: string): number {
  return Object.entries(promised).reduce((total, [promise, doors]) => total + (promise <= day ? doors : 0), 0);
}
