/**
 * Where the person is. Kept in the browser's history, so that Android's back button and a reload do what one expects;
 * never in the address, and never which door: that stays in memory and in the encrypted draft.
 */
import { batch, createSignal } from 'solid-js';

/** Screens beside the way from round to door: see `pages.tsx`. */
export const PAGES = ['map', 'resources', 'card', 'promises', 'copies', 'receipt'] as const;
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
  /** How many steps into the exercise; 0 outside it. */
  practice: number;
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
  if (typeof state !== 'object' || state === null || !('place' in state) || !isPlace(state.place)) return { place: ROUNDS, sheet: false, practice: 0 };
  const practice = 'practice' in state && typeof state.practice === 'number' ? state.practice : 0;
  return { place: state.place, sheet: 'sheet' in state && state.sheet === true, practice };
}

const [place, setPlace] = createSignal<Place>(ROUNDS);
const [sheet, setSheet] = createSignal(false);
export { place };

/** Whether the sheet in front of the place may be shown. */
export const sheetOpen = sheet;

/** Whether the places are those of the exercise. */
const [practice, setPractice] = createSignal(0);
export const practising = (): boolean => practice() > 0;

function show(kept: Kept): void {
  batch(() => {
    setPractice(kept.practice);
    setSheet(kept.sheet);
    setPlace(kept.place);
  });
}

function push(to: Place, sheet: boolean): void {
  const kept: Kept = { place: to, sheet, practice: practice() > 0 ? practice() + 1 : 0 };
  history.pushState(kept, '');
  show(kept);
}

function replace(to: Place, within: number): void {
  const kept: Kept = { place: to, sheet: false, practice: within };
  history.replaceState(kept, '');
  show(kept);
}

export function startPlaces(): void {
  const kept = read(history.state);
  window.addEventListener('popstate', (event) => { show(read(event.state)); });
  // An exercise lives in memory only: a start of the app is where one was before it.
  if (kept.practice > 0) history.go(-kept.practice);
  else if (kept.sheet) {
    setPlace(kept.place);
    history.back();
  } else replace(kept.place, 0);
}

export function go(to: Place): void {
  push(to, false);
}

/** Goes on from an open sheet: coming back will not open it again. */
export function goFromSheet(to: Place): void {
  if (sheet()) replace(to, practice());
  else go(to);
}

export function back(): void {
  history.back();
}

export function openSheet(): void {
  if (!sheet()) push(place(), true);
}

export function closeSheet(): void {
  if (!sheet()) return;
  setSheet(false);
  history.back();
}

/** From an open sheet; one step back from its beginning is where one was. */
export function enterPractice(): void {
  if (sheet()) replace(ROUNDS, 1);
}

export function leavePractice(): void {
  if (practice() > 0) history.go(-practice());
}

/** The exercise from its beginning: what was on the way there is left. */
export function restartPractice(): void {
  replace(ROUNDS, Math.max(1, practice()));
}
