import { expect, test } from 'vitest';

import vectors from '../../../../tests/vectors/patterns.json';
import { doorName } from './doors';
import { fill, missing, nextLabel, readLabel, type Pattern } from './patterns';

const numbers = (pattern: Parameters<typeof fill>[0]) => fill(pattern).map((door) => `${door.floor}:${door.number}`);

test.each(vectors)('as the server fills it: $pattern', ({ pattern, count, doors }) => {
  const filled = fill(pattern as Pattern);
  expect([filled.length, filled.slice(0, 12).map((door) => doorName(door.floor, door))]).toEqual([count, doors]);
});

test('four per landing, each landing from 1', () => {
  expect(numbers({ numbering: 'landing', perFloor: 2, from: 0, to: 1 })).toEqual(['0:1', '0:2', '1:1', '1:2']);
});

test('continuous numbers run on from the lowest floor', () => {
  expect(numbers({ numbering: 'continuous', perFloor: 3, from: 1, to: 2 })).toEqual(['1:1', '1:2', '1:3', '2:4', '2:5', '2:6']);
});

test('hundreds follow the floor; the ground floor starts at 1', () => {
  expect(numbers({ numbering: 'hundreds', perFloor: 2, from: 0, to: 2 })).toEqual(['0:1', '0:2', '1:101', '1:102', '2:201', '2:202']);
});

test('two doors are left and right, three have a middle, never more', () => {
  const sides = (perFloor: number) => fill({ numbering: 'sides', perFloor, from: 3, to: 3 }).map((door) => door.side);
  expect(sides(2)).toEqual(['left', 'right']);
  expect(sides(3)).toEqual(['left', 'middle', 'right']);
  expect(sides(6)).toEqual(['left', 'middle', 'right']);
});

test('letters', () => {
  expect(fill({ numbering: 'letters', perFloor: 3, from: 0, to: 0 }).map((door) => door.letter)).toEqual(['A', 'B', 'C']);
});

test('one entry holds at most 200 doors', () => {
  expect(fill({ numbering: 'landing', perFloor: 26, from: 0, to: 60 })).toHaveLength(200);
});

test('doors that stand already are left alone', () => {
  const doors = fill({ numbering: 'landing', perFloor: 2, from: 0, to: 0 });
  expect(missing(doors, doors.slice(0, 1)).map((door) => door.number)).toEqual([2]);
});

test('the next label goes on where the landing stops', () => {
  const door = (side: 'left' | 'right' | null, number: number | null, letter: string | null) => ({ side, number, letter });
  expect(nextLabel([door(null, 101, null), door(null, 102, null)])).toEqual(door(null, 103, null));
  expect(nextLabel([door(null, null, 'A')])).toEqual(door(null, null, 'B'));
  expect(nextLabel([door('left', null, null)])).toEqual(door('right', null, null));
  expect(nextLabel([])).toEqual(door(null, 1, null));
});

test('a typed label is a number, a letter or both; free text is not a door', () => {
  expect(readLabel(' 12b ', null)).toEqual({ side: null, number: 12, letter: 'B' });
  expect(readLabel('', 'left')).toEqual({ side: 'left', number: null, letter: null });
  expect(readLabel('0', null)).toBeNull();
  expect(readLabel('', null)).toBeNull();
  expect(readLabel('Martin', null)).toBeNull();
});
