import { describe, expect, test } from 'vitest';

import journal from '../../../../tests/vectors/journal.json';
import { doorsOf, NOTHING_KNOWN, withEntry, type EntranceFacts, type VisitFact } from '../../../tablet/src/domain/entrance';
import type { Outcome } from '../../../tablet/src/domain/entries';
import { parisMoment } from '../../../tablet/src/domain/moments';
import { makeInterview, makeLine, makeNow } from './making';
import { momentOf } from './passages';
import { desk, DOORS, ENTRANCE, OFFICE, ORGANISATION, ROUND, TABLET, withDoors, WORKER } from './testing';

const DOOR = DOORS[0]!.id;
const AT = parisMoment('2026-11-03', '18:10');
const line = { door: DOOR, outcome: 'absent' as Outcome, slot: null, replaces: null, author: WORKER, at: AT, hourKnown: true };
const vector = (what: string) => JSON.parse(journal.entries.find((one) => one.what === what)!.clear) as Record<string, unknown>;

describe('the same entries as a tablet’s', () => {
  test('a line has the fields of the vector, in its order but for what is its own', () => {
    const made = makeLine(desk(), line);
    const expected = vector('visit typed from paper');
    expect(new Set(Object.keys(made))).toEqual(new Set(Object.keys(expected)));
    expect(Object.keys((made as unknown as { paper: object }).paper)).toEqual(Object.keys(expected.paper as object));
    expect(made).toMatchObject({
      format: 'palier-entry/1', kind: 'visit', organisation: ORGANISATION, device: OFFICE, author: WORKER, round: ROUND, entrance: ENTRANCE,
      door: DOOR, seen: null, clock_error_ms: null, counter: AT, paper: { hour_known: true },
    });
    expect(Date.parse(made.made_at)).toBe(AT);
    expect(Date.parse((made as unknown as { paper: { typed_at: string } }).paper.typed_at)).toBe(desk().now());
    expect(made.id[14]).toBe('7');
  });
  test('answers say the day of the sheet, and nothing of door, hour, person or device', () => {
    const { made, sealedText } = makeInterview(desk(), { door: DOOR, visit: 'v', author: WORKER, at: AT }, given());
    expect(new Set(Object.keys(made))).toEqual(new Set(Object.keys(vector('answers'))));
    expect(made).toMatchObject({ day: '2026-11-03', counted: true, replaces: null });
    expect(made.id[14]).toBe('4');
    const clear = JSON.stringify(made);
    for (const secret of [DOOR, WORKER, OFFICE, '18:10', '17:10']) expect(clear).not.toContain(secret);
    expect(new Set(Object.keys(sealedText!))).toEqual(new Set(Object.keys(journal.entries.find((one) => one.sealed_text)!.sealed_text!)));
    expect(sealedText).toMatchObject({ entry: made.id, door: DOOR, visit: 'v', device: OFFICE, author: WORKER });
  });
  test('what is said of doors is said now, knowing what the page shows', () => {
    const seen = { epoch: '01a207a6-0000-7000-8000-000000000001', number: 41 };
    const made = makeNow(desk(), WORKER, { kind: 'withdrawal', withdraws: 'x' }, { ...NOTHING_KNOWN, seen });
    expect(made).toMatchObject({ seen, counter: desk().now() });
    expect(Date.parse(made.made_at)).toBe(desk().now());
  });
});

describe('sheets count in the order in which people knocked', () => {
  const sheets = [['2026-11-02', 'absent'], ['2026-11-03', 'come_back'], ['2026-11-05', 'opposition']] as const;
  test.each([[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]])('typed in the order %i %i %i', (...order) => {
    let facts = withDoors(NOTHING_KNOWN);
    for (const [turn, index] of order.entries()) {
      const [day, outcome] = sheets[index]!;
      facts = withEntry(facts, makeLine(desk({ now: desk().now() + turn * 1000 }), { ...line, at: parisMoment(day, '12:00'), outcome }));
    }
    expect(latest(facts)?.outcome).toBe('opposition');
  });
  test('beside a tablet: whoever knocked last, whatever was typed last', () => {
    const noted = (at: number): VisitFact => ({
      id: '01a207a6-0000-7000-8000-0000000000aa', number: 7, epoch: '01a207a6-0000-7000-8000-000000000001', at, device: TABLET, counter: 3, seen: null,
      door: DOOR, outcome: 'exchange', slot: null, author: WORKER, round: ROUND, replaces: null,
    });
    const after = withEntry({ ...withDoors(NOTHING_KNOWN), seen: { epoch: '01a207a6-0000-7000-8000-000000000001', number: 9 }, visits: [noted(AT + 60_000)] }, makeLine(desk(), line));
    const before = withEntry({ ...withDoors(NOTHING_KNOWN), visits: [noted(AT - 60_000)] }, makeLine(desk(), line));
    expect([latest(after)?.outcome, latest(before)?.outcome]).toEqual(['exchange', 'absent']);
  });
  test('two passages without an hour on one day keep their order', () => {
    const head = { day: '2026-11-03', hour: '', author: WORKER };
    let facts = withEntry(withDoors(NOTHING_KNOWN), makeLine(desk(), { ...line, outcome: 'exchange', at: momentOf({ ...head, order: 1 }, 0) }));
    facts = withEntry(facts, makeLine(desk(), { ...line, at: momentOf({ ...head, order: 0 }, 190) }));
    expect(latest(facts)?.outcome).toBe('exchange');
  });
});

function given() {
  return { form: { id: 'contact', version: '1' }, answers: { lives_alone: 'yes' }, identity: {}, replaces: null };
}

function latest(facts: EntranceFacts): VisitFact | undefined {
  return doorsOf(facts).find(({ door }) => door.id === DOOR)?.visits[0];
}
