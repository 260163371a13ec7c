/** The columns of a sheet: one passage of the team each, with its day, its hour where the sheet tells it, and who knocked. */
import { doorsOf, type EntranceFacts, type VisitFact } from '../../../tablet/src/domain/entrance';
import { parisClock, parisDay, parisMoment } from '../../../tablet/src/domain/moments';

export interface Passage {
  /** `YYYY-MM-DD`, empty while not given. */
  day: string;
  /** `HH:MM`, or empty where the sheet does not tell. */
  hour: string;
  author: string;
  /** Which passage without an hour of its day this is: their lines follow each other. */
  order: number;
}

export interface TypedPassage {
  passage: Passage;
  /** Door → the visit typed for it. */
  lines: Map<string, VisitFact>;
}

const NOON = '12:00';
/** Lines kept free for one passage without an hour; more than any entrance has doors. */
const LINES = 1000;

export function passageKey({ day, hour, author, order }: Passage): string {
  return [day, hour || `#${order}`, author].join('|');
}

/** The moment that a line's visit carries: that of the sheet; without an hour noon, and one second more per line. */
export function momentOf(passage: Passage, line: number): number {
  if (passage.hour) return parisMoment(passage.day, passage.hour);
  return parisMoment(passage.day, NOON) + (passage.order * LINES + line) * 1000;
}

/** What was typed from paper here in this round, passage by passage, oldest first. */
export function passagesOf(facts: EntranceFacts, round: string): TypedPassage[] {
  const found = new Map<string, TypedPassage & { at: number }>();
  for (const { door, visits } of doorsOf(facts)) {
    // Oldest first: where two fall on one line, the later one is shown.
    for (const visit of [...visits].sort((one, other) => one.at - other.at)) {
      if (visit.round !== round || !visit.paper) continue;
      const passage = passageOf(visit);
      const key = passageKey(passage);
      const known = found.get(key) ?? { passage, lines: new Map<string, VisitFact>(), at: visit.at };
      known.lines.set(door.id, visit);
      found.set(key, { ...known, at: Math.min(known.at, visit.at) });
    }
  }
  return [...found.values()].sort((one, other) => one.at - other.at);
}

export function passageOf(visit: VisitFact): Passage {
  const day = parisDay(visit.at);
  if (visit.paper?.hour_known) return { day, hour: parisClock(visit.at).slice(11, 16), author: visit.author, order: 0 };
  const line = Math.round((visit.at - parisMoment(day, NOON)) / 1000);
  return { day, hour: '', author: visit.author, order: Math.max(0, Math.floor(line / LINES)) };
}

export type HeadProblem = { field: 'day' | 'hour' | 'author'; sentence: string };

/** Why lines cannot be typed under this head yet, or null. `now`: the server's clock. */
export function headProblem({ day, hour, author }: Passage, now: number): HeadProblem | null {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day)) return { field: 'day', sentence: 'Indiquez d’abord le jour écrit sur la feuille.' };
  if (day > parisDay(now)) return { field: 'day', sentence: 'Ce jour n’est pas encore passé. Vérifiez la date de la feuille.' };
  if (day < '2000-01-01') return { field: 'day', sentence: 'Vérifiez l’année de la feuille.' };
  if (hour && parisMoment(day, hour) > now) return { field: 'hour', sentence: 'Cette heure n’est pas encore passée. Vérifiez l’heure de la feuille.' };
  if (!author) return { field: 'author', sentence: 'Indiquez d’abord qui a frappé aux portes.' };
  return null;
}
