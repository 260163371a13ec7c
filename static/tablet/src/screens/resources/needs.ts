/** What an interview said that a directory can answer: the needs that were ticked, and for whom. Kept in memory, never written, and gone with the lock. */
import type { Tablet } from '../../domain/tablet';

export interface Reason {
  /** Codes of data.inclusion's themes. */
  needs: readonly string[];
  publics: readonly string[];
  /** Where the talk takes place; null from the menu. */
  door: string | null;
  visit: string | null;
}

export const NO_REASON: Reason = { needs: [], publics: [], door: null, visit: null };

export type Answers = Readonly<Record<string, string | readonly string[]>>;

const THEME = /^[a-z]+(?:-[a-z]+)*--[a-z]+(?:-[a-z]+)*$/u;
const PUBLIC_OF_AGE: Record<string, string> = { under_6: 'familles', '6_17': 'familles', '18_25': 'jeunes', '60_74': 'seniors', '75_over': 'seniors' };

/** Every answer that is a theme, whatever form asked it. */
export function needsIn(answers: Answers): string[] {
  return [...new Set(Object.values(answers).flat())].filter((value) => THEME.test(value));
}

/** For whom a service may be meant, as far as the ages in the household tell. */
export function publicsIn(answers: Answers): string[] {
  return [...new Set([answers.household_ages ?? []].flat().flatMap((age) => PUBLIC_OF_AGE[age] ?? []))];
}

const atDoors = new Map<string, Reason>();
let watched: Tablet | null = null;

/** What was last asked for at a door, so that its sheet finds it again. */
export function reasonAt(door: string): Reason {
  return atDoors.get(door) ?? { ...NO_REASON, door };
}

export function remember(tablet: Tablet, reason: Reason): void {
  if (watched !== tablet) {
    watched = tablet;
    tablet.subscribe(() => {
      if (tablet.state !== 'unlocked') atDoors.clear();
    });
  }
  if (reason.door !== null) atDoors.set(reason.door, reason);
}
