/** What a draft keeps of an interview: the engine's instance, and every value typed, in branches hidden since too. */

import { SENTENCES, Sentence } from '../domain/sentences';

export type Values = Record<string, string | string[]>;

export interface Saved {
  format: 'palier-draft/1';
  form: { id: string; version: string };
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
    const saved = JSON.parse(state) as Partial<Saved>;
    if (saved.format === 'palier-draft/1' && saved.form && saved.instance !== undefined && saved.typed) return saved as Saved;
  } catch {
    // Told below, like any other text that is not a draft.
  }
  throw new Sentence(SENTENCES.draftUnreadable);
}
