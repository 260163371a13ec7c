import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { DoorCard, Draft, Tablet, VisitCard } from '../../domain/tablet';
import { dropDraftOf, note, noteExchange, offerUndo, past, undo } from './notes';

const at = { round: 'r', entrance: 'e' };
const visit: VisitCard = { id: 'v1', outcome: 'absent', slot: null, day: null, at: '2026-11-23T10:00:00+01:00', author: null, mine: true, light: 'tablet' };
const door: DoorCard = { id: 'd', floor: 3, side: null, number: 12, letter: null, latest: visit, history: [visit], partners: [], draft: false, opposed: false, due: null, merged: [] };
const absent = { outcome: 'absent', slot: null, replaces: null } as const;
const exchange = { outcome: 'exchange', slot: null, replaces: null } as const;
const begun: Draft = { id: 'draft', ...at, door: 'd', visit: 'older', form: { id: 'contact', version: '1', hash: 'h' }, state: '<x/>', position: 3 };

/** A tablet of the parts that a note uses; what it was told is kept in `calls`. */
function tablet(parts: Partial<Tablet>): { tablet: Tablet; calls: unknown[] } {
  const calls: unknown[] = [];
  const fake = {
    noteVisit: (told: unknown) => Promise.resolve((calls.push(['visit', told]), 'v2')),
    saveDraft: (draft: Draft, shown: boolean) => Promise.resolve(void calls.push(['draft', draft, shown])),
    discardDraft: (id: string) => Promise.resolve(void calls.push(['discard', id])),
    draft: () => Promise.resolve(begun),
    form: () => Promise.resolve({ card: { id: 'contact', version: '2', hash: 'h2', title: '', fields: {} }, xform: '' }),
    ...parts,
  };
  return { tablet: fake as unknown as Tablet, calls };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  offerUndo(null);
  vi.useRealTimers();
});

test('a note can be undone for ten seconds', async () => {
  await note(tablet({}).tablet, at, door, absent);
  expect(undo()).toMatchObject({ entrance: 'e', entry: 'v2', sentence: 'Porte 12, 3e étage\u00a0: absent.' });
  vi.advanceTimersByTime(9_900);
  expect(undo()).not.toBeNull();
  vi.advanceTimersByTime(200);
  expect(undo()).toBeNull();
});

test('a second note has its own ten seconds', async () => {
  await note(tablet({}).tablet, at, door, absent);
  vi.advanceTimersByTime(8_000);
  await note(tablet({}).tablet, at, door, { ...absent, outcome: 'come_back', slot: 'evening' });
  vi.advanceTimersByTime(8_000);
  expect(undo()?.sentence).toBe('Porte 12, 3e étage\u00a0: revenir le soir.');
});

test('what could not be written offers nothing to undo', async () => {
  const full = tablet({ noteVisit: () => Promise.reject(new Error('plein')) });
  await expect(note(full.tablet, at, door, absent)).rejects.toThrow('plein');
  expect(undo()).toBeNull();
});

test('an exchange is noted in one write with its form, on the published version', async () => {
  const world = tablet({});
  const draft = await noteExchange(world.tablet, at, door, exchange);
  expect(draft).toMatchObject({ door: 'd', visit: 'v2', form: { id: 'contact', version: '2', hash: 'h2' }, state: '', position: 0 });
  const written = { id: draft!.id, form: draft!.form, state: '', position: 0 };
  expect(world.calls).toEqual([['visit', { ...at, door: 'd', ...exchange, draft: written }]]);
});

test('a form begun before goes on, for the new passage and its round', async () => {
  const world = tablet({});
  const draft = await noteExchange(world.tablet, { ...at, round: 'next' }, { ...door, draft: true }, exchange);
  expect(world.calls).toMatchObject([['visit', { round: 'next', draft: { id: 'draft', state: '<x/>', position: 3 } }]]);
  expect(draft).toEqual({ ...begun, round: 'next', visit: 'v2' });
});

test('without a form the exchange is noted all the same', async () => {
  const world = tablet({ form: () => Promise.resolve(null) });
  expect(await noteExchange(world.tablet, at, door, exchange)).toBeNull();
  expect(world.calls).toHaveLength(1);
  expect(undo()?.entry).toBe('v2');
});

test('a withdrawn exchange takes its own form along, and no other', async () => {
  const world = tablet({});
  await dropDraftOf(world.tablet, at, { ...door, draft: true }, 'another');
  expect(world.calls).toEqual([]);
  await dropDraftOf(world.tablet, at, { ...door, draft: true }, 'older');
  expect(world.calls).toEqual([['discard', 'draft']]);
});

test('today stands out; a promise and an opposition never fade', () => {
  const later = new Date('2026-11-24T10:00:00+01:00');
  const after = (outcome: VisitCard['outcome']): DoorCard => ({ ...door, latest: { ...visit, outcome } });
  expect(past(door, new Date('2026-11-23T20:00:00+01:00'))).toBe(false);
  expect(past(door, later)).toBe(true);
  expect(past(after('come_back'), later)).toBe(false);
  expect(past({ ...after('absent'), opposed: true }, later)).toBe(false);
  expect(past({ ...door, latest: null }, later)).toBe(false);
});
