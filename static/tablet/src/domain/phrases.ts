/** The fixed phrases that residents read, in their languages. French is the reference; any other is « non relue » until somebody signed it. */
import { isShape, isText } from './reading';

export interface Review {
  by: string;
  on: string;
}

export interface Language {
  language: string;
  /** What its speakers call it, and what it is called in French. */
  name: string;
  french: string;
  direction: 'ltr' | 'rtl';
  reviewed: Review | null;
  phrases: Record<string, string>;
}

export const REFERENCE = 'fr';

/** The languages of the file `phrases`, or none when it is not one. */
export function readPhrases(bytes: Uint8Array): Language[] {
  const said = JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  return isShape(said) && Array.isArray(said.languages) ? said.languages.filter(isLanguage) : [];
}

function isLanguage(value: unknown): value is Language {
  if (!isShape(value) || !isText(value.language) || !isText(value.name) || !isText(value.french)) return false;
  if (value.direction !== 'ltr' && value.direction !== 'rtl') return false;
  if (value.reviewed !== null && !(isShape(value.reviewed) && isText(value.reviewed.by) && isText(value.reviewed.on))) return false;
  return isShape(value.phrases) && Object.values(value.phrases).every(isText);
}

export function needsReview(language: Language): boolean {
  return language.language !== REFERENCE && language.reviewed === null;
}

/** A phrase with what is put into it. A key of a newer version of the app says nothing rather than something else. */
export function say(language: Language, key: string, put: Record<string, string | number> = {}): string {
  return (language.phrases[key] ?? '').replace(/\{(\w+)\}/gu, (whole, name: string) => (put[name] === undefined ? whole : isolated(String(put[name]), language)));
}

/** An address or a telephone in a text from right to left keeps its own direction: else its parts change places. */
export function isolated(text: string, { direction }: Language): string {
  return direction === 'rtl' ? `\u2068${text}\u2069` : text;
}
