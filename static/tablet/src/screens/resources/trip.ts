/** One look into the directory, from the first word typed to the sheet: what is asked, what was picked. In memory only, and forgotten when it is over. */
import { createSignal } from 'solid-js';

import type { Tablet } from '../../domain/tablet';
import { go, goFromSheet, sheetOpen, type Place } from '../place';
import { NO_REASON, remember, type Reason } from './needs';

export interface Question {
  words: string;
  theme: string | null;
  public: string | null;
  openNow: boolean;
  walk: number | null;
}

export const NOTHING_ASKED: Question = { words: '', theme: null, public: null, openNow: false, walk: null };

const [reason, setReason] = createSignal<Reason>(NO_REASON);
const [question, setQuestion] = createSignal<Question>(NOTHING_ASKED);
const [picked, setPicked] = createSignal<readonly string[]>([]);
const [shown, setShown] = createSignal<string | null>(null);
const [origin, setOrigin] = createSignal<string | null>(null);
const [language, setLanguage] = createSignal('fr');
let scrolled = 0;

export { language, origin, picked, question, reason, setLanguage, setOrigin, setShown, shown };

export function ask(change: Partial<Question>): void {
  scrolled = 0;
  setQuestion((before) => ({ ...before, ...change }));
}

export function pick(id: string): void {
  setPicked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]));
}

export const keepScroll = (y: number): void => {
  scrolled = y;
};
export const keptScroll = (): number => scrolled;

/** Into the directory, from a door or from the menu. */
export function lookForAnswers(tablet: Tablet, at: { round: string; entrance: string } | null, why: Reason = NO_REASON): void {
  remember(tablet, why);
  forget();
  setReason(why);
  const place: Place = at ? { at: 'resources', ...at } : { at: 'resources' };
  if (sheetOpen()) goFromSheet(place);
  else go(place);
}

export function forget(): void {
  setReason(NO_REASON);
  setQuestion(NOTHING_ASKED);
  setPicked([]);
  setShown(null);
  scrolled = 0;
}
