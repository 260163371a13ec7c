/** Doors: how they are named, what makes a name valid, and the order in which they stand. */
import type { DoorDefinition, DoorLabel, Side } from './entries';
import { uuid5 } from './ids';

export const LOWEST_FLOOR = -5;
export const HIGHEST_FLOOR = 60;
export const HIGHEST_NUMBER = 9999;
export const MOST_DOORS_PER_ENTRY = 200;

export const SIDES: readonly Side[] = ['left', 'middle', 'right'];

export function isFloor(floor: unknown): floor is number {
  return Number.isInteger(floor) && (floor as number) >= LOWEST_FLOOR && (floor as number) <= HIGHEST_FLOOR;
}

/** A label names something, and every part of it is in its range. */
export function isLabel(label: { [part in keyof DoorLabel]: unknown }): boolean {
  const { side, number, letter } = label;
  const sideFits = side === null || SIDES.includes(side as Side);
  const numberFits = number === null || (Number.isInteger(number) && (number as number) >= 1 && (number as number) <= HIGHEST_NUMBER);
  const letterFits = letter === null || (typeof letter === 'string' && /^[A-Z]$/u.test(letter));
  return sideFits && numberFits && letterFits && (side !== null || number !== null || letter !== null);
}

/** What the id of a door is made of: `floor|side|number|letter`, null as nothing. */
export function doorName(floor: number, label: DoorLabel): string {
  return [floor, label.side ?? '', label.number ?? '', label.letter ?? ''].join('|');
}

/** Two tablets that add the same door offline give it the same id. */
export async function doorId(entrance: string, floor: number, label: DoorLabel): Promise<string> {
  return uuid5(entrance, doorName(floor, label));
}

/** Along the landing: by number, letter, then left to right; doors without a number first. */
export function alongLanding(one: DoorLabel & { id: string }, other: DoorLabel & { id: string }): number {
  return (
    (one.number ?? 0) - (other.number ?? 0) ||
    compareTexts(one.letter ?? '', other.letter ?? '') ||
    sideRank(one.side) - sideRank(other.side) ||
    compareTexts(one.id, other.id)
  );
}

/** By code unit: the same on every tablet, whatever its language. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export function sameLabel(one: DoorLabel, other: DoorLabel): boolean {
  return one.side === other.side && one.number === other.number && one.letter === other.letter;
}

export function labelOf(door: DoorLabel | DoorDefinition): DoorLabel {
  return { side: door.side, number: door.number, letter: door.letter };
}

function sideRank(side: Side | null): number {
  return side === null ? -1 : SIDES.indexOf(side);
}
