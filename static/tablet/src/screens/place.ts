/**
 * Where the person is. Kept in the browser's history, so that Android's back button and a reload do what one expects;
 * never in the address, and never which door: that stays in memory and in the encrypted draft.
 */
import { createSignal } from 'solid-js';

/** Screens beside the way from round to door: see `pages.tsx`. */
export const PAGES = ['map', 'resources', 'card', 'promises', 'copies', 'practice'] as const;
export type Page = (typeof PAGES)[number];

export type Place =
  | { at: 'rounds' }
  | { at: 'facade'; round: string; entrance: string }
  | { at: 'interview'; round: string; entrance: string }
  /** `item`: what of the page, by a name that tells nothing about anybody. */
  | { at: Page; round?: string; entrance?: string; item?: string };

interface Kept {
  place: Place;
  sheet: boolean;
}

const ROUNDS: Place = { at: 'rounds' };

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null || !('at' in value)) return false;
  if (value.at === 'rounds') return true;
  if (PAGES.includes(value.at as Page)) return ['round', 'entrance', 'item'].every((name) => isTextOrAbsent(value, name));
  return (value.at === 'facade' || value.at === 'interview') && 'round' in value && typeof value.round === 'string' && 'entrance' in value && typeof value.entrance === 'string';
}

function isTextOrAbsent(value: object, name: string): boolean {
  const found = (value as Record<string, unknown>)[name];
  return found === undefined || typeof found === 'string';
}

export function isPage(place: Place): place is Extract<Place, { at: Page }> {
  return PAGES.includes(place.at as Page);
}

function read(state: unknown): Kept {
  if (typeof state !== 'object' || state === null || !('place' in state) || !isPlace(state.place)) return { place: ROUNDS, sheet: false };
  return { place: state.place, sheet: 'sheet' in state && state.sheet === true };
}

const [place, setPlace] = createSignal<Place>(ROUNDS);
const [sheet, setSheet] = createSignal(false);
export { place };

/** Whether the sheet in front of the place may be shown. */
export const sheetOpen = sheet;

export function startPlaces(): void {
  const kept = read(history.state);
  setPlace(kept.place);
  if (kept.sheet) history.back();
  else history.replaceState({ place: kept.place, sheet: false } satisfies Kept, '');
  window.addEventListener('popstate', (event) => {
    const now = read(event.state);
    setSheet(now.sheet);
    setPlace(now.place);
  });
}

export function go(to: Place): void {
  history.pushState({ place: to, sheet: false } satisfies Kept, '');
  setPlace(to);
}

/** Goes on from an open sheet: coming back will not open it again. */
export function goFromSheet(to: Place): void {
  if (!sheet()) {
    go(to);
    return;
  }
  history.replaceState({ place: to, sheet: false } satisfies Kept, '');
  setSheet(false);
  setPlace(to);
}

export function back(): void {
  history.back();
}

export function openSheet(): void {
  if (sheet()) return;
  history.pushState({ place: place(), sheet: true } satisfies Kept, '');
  setSheet(true);
}

export function closeSheet(): void {
  if (!sheet()) return;
  setSheet(false);
  history.back();
}
