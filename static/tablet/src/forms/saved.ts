/** What a draft keeps of an interview: the engine's instance, and every value typed, in branches hidden since too. */

import { SENTENCES, Sentence } from '../domain/sentences';
import type { Attached } from './interview';

export type Values = Record<string, string | string[]>;
export type Typed = Record<string, string | string[] | Attached>;

export interface Saved {
  format: 'palier-draft/2';
  form: { id: string; version: string };
  instance: string;
  /** By where the question stands: `/data/people[2]/age`. */
  typed: Typed;
  /** How many turns each repeat had. */
  turns: Record<string, number>;
  /** The resident's language, as the form names it. */
  language: string | null;
}

/** As the first version wrote it: by the names of questions, in forms that had no repeats. */
interface First {
  format: 'palier-draft/1';
  form: Saved['form'];
  instance: string;
  typed: Values;
}

/** Reads a draft's state for this form. Throws a `Sentence`; the draft itself is never touched. */
export function readSaved(state: string, form: { id: string; version: string }): Saved {
  const saved = parse(state);
  if (saved.form.id !== form.id || saved.form.version !== form.version) {
    throw new Sentence(SENTENCES.draftOfOtherVersion);
  }
  return saved;
}

function parse(state: string): Saved {
  try {
    const saved = JSON.parse(state) as Partial<Saved | First>;
    if (saved.form && saved.instance !== undefined && saved.typed) {
      if (saved.format === 'palier-draft/2') return saved as Saved;
      if (saved.format === 'palier-draft/1') return { ...(saved as First), format: 'palier-draft/2', turns: {}, language: null };
    }
  } catch {
    // Told below, like any other text that is not a draft.
  }
  throw new Sentence(SENTENCES.draftUnreadable);
}
