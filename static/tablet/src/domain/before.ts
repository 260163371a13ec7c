/** What the server has of the tablet whose place this one takes: its browser threw everything away, or it was lost. */
import { isCount, isShape, isText } from './reading';

export interface Before {
  notes: number;
  /** Below the last one, not on the server: perhaps with a neighbour. */
  missing: number;
  lastAt: string | null;
}

export function readBefore(value: unknown): Before | null {
  if (!isShape(value) || !isCount(value.notes) || !isCount(value.missing)) return null;
  const { notes, missing, last_at } = value;
  return { notes, missing, lastAt: isText(last_at) && !Number.isNaN(Date.parse(last_at)) ? last_at : null };
}
