import { expect, test } from 'vitest';

import { SENTENCES, Sentence } from '../domain/sentences';
import { ago, count, doorName, floorMark, floorName, moment, outcomeInFull, period, plate, sentenceOf } from './words';

const label = (side: 'left' | 'middle' | 'right' | null, number: number | null, letter: string | null = null) => ({ side, number, letter });
const now = new Date('2026-11-23T18:00:00+01:00');

test.each([
  [label(null, 12), '12', 'porte 12'],
  [label(null, 12, 'B'), '12B', 'porte 12B'],
  [label('left', null), 'Gauche', 'porte de gauche'],
  [label('middle', null), 'Milieu', 'porte du milieu'],
  [label('right', 12), '12\u00a0D', 'porte 12 à droite'],
  [label('middle', null, 'A'), 'A\u00a0M', 'porte A au milieu'],
])('a door has a plate and a name', (door, onPlate, name) => {
  expect(plate(door)).toBe(onPlate);
  expect(doorName(door)).toBe(name);
});

test('floors are called as in the stairwell', () => {
  expect([0, 1, 2, 16, -1].map(floorMark)).toEqual(['RDC', '1er', '2e', '16e', 'SS1']);
  expect([0, 1, 7, -1, -2].map(floorName)).toEqual(['rez-de-chaussée', '1er étage', '7e étage', 'sous-sol', '2e sous-sol']);
});

test('an outcome to come back to says when', () => {
  expect(outcomeInFull('come_back', 'evening')).toBe('Revenir le soir');
  expect(outcomeInFull('come_back', null)).toBe('Revenir');
});

test('moments are said as people say them', () => {
  expect(moment('2026-11-23T09:05:00+01:00', now)).toBe('aujourd’hui à 9\u00a0h\u00a005');
  expect(moment('2026-11-22T23:30:00+01:00', now)).toBe('hier à 23\u00a0h\u00a030');
  expect(moment('2026-03-03T10:00:00+01:00', now)).toBe('le 3 mars à 10\u00a0h\u00a000');
  expect(moment('2026-11-01T00:30:00+01:00', now)).toBe('le 1er novembre à 0\u00a0h\u00a030');
  expect(period('2026-11-01', '2026-12-21')).toBe('du 1er novembre au 21 décembre 2026');
  expect(moment('2025-03-03T10:00:00+01:00', now)).toBe('le 3 mars 2025 à 10\u00a0h\u00a000');
});

test('the last exchange is near, then dated', () => {
  expect(ago('2026-11-23T17:59:40+01:00', now)).toBe('à l’instant');
  expect(ago('2026-11-23T17:55:00+01:00', now)).toBe('il y a 5\u00a0min');
  expect(ago('2026-11-23T15:00:00+01:00', now)).toBe('aujourd’hui à 15\u00a0h\u00a000');
});

test('zero and one are singular in French', () => {
  expect([0, 1, 2].map((number) => count(number, 'porte', 'portes'))).toEqual(['0\u00a0porte', '1\u00a0porte', '2\u00a0portes']);
});

test('only our own sentences are shown; anything else that goes wrong is told in general', () => {
  expect(sentenceOf(new Sentence(SENTENCES.storageFull))).toBe(SENTENCES.storageFull);
  for (const strange of [new TypeError("Cannot read properties of undefined (reading 'floors')"), new DOMException('The operation failed.', 'OperationError'), 'Failed to fetch', null]) {
    expect(sentenceOf(strange)).toBe(SENTENCES.unexpected);
  }
});
