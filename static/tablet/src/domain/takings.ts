/** Who said to go where today. A hint, never a lock: see JOURNAL.md, `taking`. */
import type { EntranceFacts, TakingFact } from './entrance';
import { parisDay } from './moments';

export interface Taken {
  device: string;
  author: string;
  from: number;
  to: number;
}

/** The last word of each tablet, if it is of today and takes something. */
export function takingsOn(facts: EntranceFacts, now: number): Taken[] {
  const last = new Map<string, TakingFact>();
  for (const taking of facts.takings ?? []) {
    const known = last.get(taking.device);
    if (!known || taking.counter > known.counter) last.set(taking.device, taking);
  }
  const today = parisDay(now);
  return [...last.values()].flatMap(({ device, author, floors, at }) => (floors && parisDay(at) === today ? [{ device, author, ...floors }] : []));
}
