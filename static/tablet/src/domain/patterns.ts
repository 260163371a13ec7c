/** How a building is numbered: from a pattern to the doors of its floors. */
import { HIGHEST_NUMBER, MOST_DOORS_PER_ENTRY, sameLabel } from './doors';
import type { DoorLabel, Side } from './entries';

export const NUMBERINGS = ['landing', 'continuous', 'hundreds', 'odd', 'even', 'letters', 'sides'] as const;
export type Numbering = (typeof NUMBERINGS)[number];

export interface Pattern {
  numbering: Numbering;
  perFloor: number;
  from: number;
  to: number;
  /** The lowest number, of those numbered from the bottom up: the second staircase of a building often goes on from the first. */
  first?: number;
}

export type NewDoor = DoorLabel & { floor: number };

const MOST_PER_FLOOR = 26;

const SIDES: Record<number, Side[]> = { 1: ['left'], 2: ['left', 'right'], 3: ['left', 'middle', 'right'] };

export function mostPerFloor(numbering: Numbering): number {
  return numbering === 'sides' ? 3 : MOST_PER_FLOOR;
}

/** Whether a pattern begins at a number of one's choice. */
export function beginsAt(numbering: Numbering): boolean {
  return numbering === 'continuous' || numbering === 'odd' || numbering === 'even';
}

function label(pattern: Pattern, floor: number, index: number): DoorLabel {
  const number = (value: number): DoorLabel => ({ side: null, number: value, letter: null });
  const place = (floor - pattern.from) * pattern.perFloor + index;
  const { first = 1 } = pattern;
  switch (pattern.numbering) {
    case 'landing':
      return number(index + 1);
    case 'continuous':
      return number(first + place);
    case 'odd':
      return number(first + (first % 2 === 0 ? 1 : 0) + 2 * place);
    case 'even':
      return number(first + (first % 2 === 0 ? 0 : 1) + 2 * place);
    case 'hundreds':
      return number(Math.max(floor, 0) * 100 + index + 1);
    case 'letters':
      return { side: null, number: null, letter: String.fromCharCode(65 + index) };
    case 'sides':
      return { side: SIDES[pattern.perFloor]?.[index] ?? 'left', number: null, letter: null };
  }
}

/** Doors from the lowest floor up, left to right: as many as one entry may hold, and none that no door can be called. */
export function fill(pattern: Pattern): NewDoor[] {
  const perFloor = Math.min(pattern.perFloor, mostPerFloor(pattern.numbering));
  const doors: NewDoor[] = [];
  for (let floor = pattern.from; floor <= pattern.to; floor += 1) {
    for (let index = 0; index < perFloor; index += 1) doors.push({ floor, ...label({ ...pattern, perFloor }, floor, index) });
  }
  return doors.filter(({ number }) => number === null || number <= HIGHEST_NUMBER).slice(0, MOST_DOORS_PER_ENTRY);
}

/** Doors of the pattern that do not stand yet. */
export function missing(doors: NewDoor[], standing: NewDoor[]): NewDoor[] {
  return doors.filter((door) => !standing.some((other) => other.floor === door.floor && sameLabel(other, door)));
}

/** The label one would expect next on a landing: after its greatest number or letter, or the free side. */
export function nextLabel(standing: DoorLabel[]): DoorLabel {
  const numbers = standing.flatMap((door) => door.number ?? []);
  if (numbers.length > 0) return { side: null, number: Math.max(...numbers) + 1, letter: null };
  const letters = standing.flatMap((door) => door.letter ?? []).sort();
  const last = letters.at(-1);
  if (last !== undefined && last < 'Z') return { side: null, number: null, letter: String.fromCharCode(last.charCodeAt(0) + 1) };
  const side = standing.length > 0 ? (['left', 'right', 'middle'] as const).find((one) => !standing.some((door) => door.side === one)) : undefined;
  return side ? { side, number: null, letter: null } : { side: null, number: 1, letter: null };
}

/** What was typed as the name of a door (« 12 », « 12 b », « B ») and the side chosen; null when it cannot be a door. */
export function readLabel(text: string, side: Side | null): DoorLabel | null {
  const match = /^\s*(\d{1,4})?\s*([A-Za-z])?\s*$/.exec(text);
  if (!match) return null;
  const number = match[1] === undefined ? null : Number(match[1]);
  const letter = match[2]?.toUpperCase() ?? null;
  if (number === 0 || (number === null && letter === null && side === null)) return null;
  return { side, number, letter };
}
