import { describe, expect, test } from 'vitest';

import { NOTHING_KNOWN, withEntry, type EntranceFacts } from '../../../tablet/src/domain/entrance';
import { parisClock, parisDay, parisMoment } from '../../../tablet/src/domain/moments';
import { makeLine } from './making';
import { headProblem, momentOf, passageKey, passageOf, passagesOf, type Passage } from './passages';
import { desk, DOORS, ROUND, withDoors, WORKER } from './testing';

const head = (change: Partial<Passage> = {}): Passage => ({ day: '2026-11-03', hour: '18:10', author: WORKER, order: 0, ...change });

describe('moments of Paris, wherever the browser stands', () => {
  test.each([
    ['2026-01-15', '18:10', '2026-01-15T17:10:00.000Z'],
    ['2026-07-15', '18:10', '2026-07-15T16:10:00.000Z'],
    ['2026-03-29', '12:00', '2026-03-29T10:00:00.000Z'],
    ['2026-10-25', '12:00', '2026-10-25T11:00:00.000Z'],
    ['2026-12-31', '23:59', '2026-12-31T22:59:00.000Z'],
  ])('%s %s', (day, hour, utc) => {
    expect(new Date(parisMoment(day, hour)).toISOString()).toBe(utc);
    expect(parisClock(parisMoment(day, hour))).toBe(`${day}T${hour}:00`);
  });
});

describe('the moment of a line', () => {
  test('is the sheet’s where it tells the hour', () => {
    expect(parisClock(momentOf(head(), 7))).toBe('2026-11-03T18:10:00');
  });
  test('without an hour is noon, and one second more per line; a second passage of the day comes after the first', () => {
    expect([0, 1, 2].map((line) => parisClock(momentOf(head({ hour: '' }), line)).slice(11))).toEqual(['12:00:00', '12:00:01', '12:00:02']);
    expect(momentOf(head({ hour: '', order: 1 }), 0)).toBeGreaterThan(momentOf(head({ hour: '' }), 200));
    expect(parisDay(momentOf(head({ hour: '', order: 3 }), 500))).toBe('2026-11-03');
  });
  test.each([head(), head({ hour: '00:00' }), head({ hour: '' }), head({ hour: '', order: 2 }), head({ day: '2026-10-25', hour: '' })])('tells its passage again: %o', (passage) => {
    for (const line of [0, 1, 59, 199]) {
      const facts = typed(passage, line, DOORS[0]!.id);
      expect(passageKey(passageOf(facts.visits[0]!))).toBe(passageKey(passage));
    }
  });
});

test('passages typed before: oldest first, line by line, of this round and from paper only', () => {
  let facts = typed(head({ day: '2026-11-05' }), 0, DOORS[0]!.id);
  facts = typed(head(), 0, DOORS[0]!.id, facts);
  facts = typed(head(), 1, DOORS[1]!.id, facts);
  facts = typed(head(), 2, DOORS[2]!.id, facts, 'another');
  const found = passagesOf(facts, ROUND);
  expect(found.map(({ passage, lines }) => [passage.day, lines.size])).toEqual([['2026-11-03', 2], ['2026-11-05', 1]]);
});

test('what a head lacks', () => {
  const now = parisMoment('2026-11-23', '10:00');
  const field = (change: Partial<Passage>) => headProblem(head(change), now)?.field ?? null;
  expect(field({})).toBeNull();
  expect(field({ hour: '' })).toBeNull();
  expect(field({ day: '' })).toBe('day');
  expect(field({ day: '2026-11-24' })).toBe('day');
  expect(field({ day: '0026-11-03' })).toBe('day');
  expect(field({ day: '2026-11-23', hour: '10:01' })).toBe('hour');
  expect(field({ day: '2026-11-23', hour: '09:59' })).toBeNull();
  expect(field({ author: '' })).toBe('author');
});

function typed(passage: Passage, line: number, door: string, facts: EntranceFacts = withDoors(NOTHING_KNOWN), round = ROUND): EntranceFacts {
  const at = momentOf(passage, line);
  const entry = makeLine(desk({ round }), { door, outcome: 'absent', slot: null, replaces: null, author: passage.author, at, hourKnown: passage.hour !== '' });
  return withEntry(facts, entry);
}
