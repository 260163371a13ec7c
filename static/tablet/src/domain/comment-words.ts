/** Words that have no place in a comment on somebody. It is told while one writes, and forbids nothing: a name or a street may be spelt like one of them. */
import { fold } from './directory';
import { isListOf, isShape, isText } from './reading';

export const SUBJECTS = ['health', 'religion', 'offence', 'insult'] as const;
export type Subject = (typeof SUBJECTS)[number];
/** Of each subject; `*` at the end of a word stands for any ending. */
export type WordLists = Record<Subject, readonly string[]>;

export interface Warning {
  subject: Subject;
  /** As it was written. */
  word: string;
}

/** The file `words`, or null when it is not one. */
export function readWordLists(bytes: Uint8Array): WordLists | null {
  try {
    const said = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
    const words = isShape(said) && isShape(said.words) ? said.words : {};
    return SUBJECTS.every((subject) => isListOf(words[subject], isText)) ? (words as WordLists) : null;
  } catch {
    return null;
  }
}

/** The first word of each subject, in the order of the subjects. */
export function warningsOf(text: string, lists: WordLists): Warning[] {
  const written = (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => ({ word, folded: fold(word) }));
  return SUBJECTS.flatMap((subject) => {
    const word = lists[subject].map((entry) => found(written, entry)).find((one) => one !== null);
    return word ? [{ subject, word }] : [];
  });
}

function found(written: readonly { word: string; folded: string }[], entry: string): string | null {
  const wanted = fold(entry).split(' ').filter((word) => word !== '');
  const open = entry.trimEnd().endsWith('*');
  const fits = (start: number) => wanted.every((word, index) => {
    const here = written[start + index]?.folded ?? '';
    return open && index === wanted.length - 1 ? here.startsWith(word) : here === word;
  });
  const start = wanted.length === 0 ? -1 : written.findIndex((_, index) => fits(index));
  return start < 0 ? null : written.slice(start, start + wanted.length).map(({ word }) => word).join(' ');
}
