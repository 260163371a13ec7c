import 'fake-indexeddb/auto';

import { createRenderEffect, createRoot } from 'solid-js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { makeKeyPair, open } from '../../../sealing/age';
import { fromBase64Url } from '../../../sealing/base64url';
import { doorId } from '../../../tablet/src/domain/doors';
import type { Lane } from '../../../tablet/src/store/database';
import { Notebook } from './notebook';
import { Outbox } from './outbox';
import type { Setup } from './setup';
import { createSheet, type Sheet } from './sheet';
import { DOORS, ENTRANCE, id, OFFICE, ORGANISATION, ROUND, WORKER } from './testing';
import { statusWords } from './words';

const EPOCH = '01a207a6-0000-7000-8000-000000000001';
const DAY = { day: '2026-11-03', hour: '18:10', author: WORKER };
const FORM = { id: 'contact', version: '1' };
let outbox: Outbox;
let book: Notebook;
let sheet: Sheet;
let close: () => void;
let keys: { organisation: string; transport: string };
let names = 0;

beforeEach(async () => {
  const [organisation, transport] = await Promise.all([makeKeyPair(), makeKeyPair()]);
  keys = { organisation: organisation.privateKey, transport: transport.privateKey };
  outbox = new Outbox(ORGANISATION, `sheet-${(names += 1)}`);
  await outbox.open();
  const setup: Setup = {
    organisation: ORGANISATION, recipient: organisation.recipient, transport: transport.recipient, device: OFFICE,
    workers: [{ id: WORKER, name: 'Passeuse Une', active: true }], form: null,
    round: { id: ROUND, name: 'Essai', starts_on: '2026-11-01', ends_on: '2026-11-30' }, entrance: ENTRANCE, title: 'Entrée 1', today: '2026-11-23', next: null,
    addresses: { state: '', entries: '', list: '', next: null, review: '', sign_in: '' },
  };
  // Nothing leaves: what would be sent can be looked at.
  book = new Notebook(setup, outbox, { send: () => Promise.reject(new Error('offline')), freshToken: () => Promise.resolve(0) });
  const doors = { type: 'doors', number: 1, epoch: EPOCH, entrance: ENTRANCE, id: id(90), doors: DOORS, device: id(6), counter: 1, seen: null, corrected_at: '2026-10-01T08:00:00.000Z' };
  book.learn({ epoch: EPOCH, serverTime: Date.parse('2026-11-23T09:00:00Z'), changes: [doors] });
  createRoot((dispose) => {
    close = dispose;
    sheet = createSheet(book);
  });
  sheet.begin({});
});
afterEach(() => {
  close();
  outbox.close();
});

interface Sent {
  kind: string;
  id: string;
  sealed: Record<string, string> | null;
  [field: string]: unknown;
}

async function waiting(lane: Lane): Promise<Sent[]> {
  const rows = await outbox.next(lane, 500, new Set());
  return Promise.all(rows.map(async ({ carrier }) => {
    const envelope = json(await open(carrier, keys.transport)) as { clear: string; sealed: string | null };
    const clear = json(fromBase64Url(envelope.clear)) as Sent;
    return { ...clear, sealed: envelope.sealed === null ? null : (json(await open(fromBase64Url(envelope.sealed), keys.organisation)) as Record<string, string>) };
  }));
}

function json(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

async function kept(): Promise<void> {
  await expect.poll(() => book.writing()).toBe(0);
}

const shown = (column = 0) => sheet.rows().map((_, row) => sheet.lineAt({ row, column })?.outcome ?? null);

describe('typing', () => {
  test('nothing is noted under a head that is not complete, and the page says what is missing', async () => {
    expect(sheet.note({ row: 0, column: 0 }, 'absent', null)).toBe(false);
    expect([sheet.problem()?.field, sheet.said()]).toEqual(['day', 'Indiquez d’abord le jour écrit sur la feuille.']);
    sheet.setHead(0, { day: DAY.day });
    expect(sheet.note({ row: 0, column: 0 }, 'absent', null)).toBe(false);
    expect(sheet.problem()?.field).toBe('author');
    expect(await outbox.waiting()).toBe(0);
  });

  test('each key is an entry, kept sealed in the order of typing', async () => {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 2, column: 0 }, 'come_back', 'evening');
    await kept();
    expect(shown()).toEqual(['absent', null, 'come_back']);
    expect((await waiting('log')).map(({ kind, door, outcome, slot, author }) => [kind, door, outcome, slot, author])).toEqual([
      ['visit', DOORS[0]!.id, 'absent', null, WORKER],
      ['visit', DOORS[2]!.id, 'come_back', 'evening', WORKER],
    ]);
    const disk = JSON.stringify(await outbox.log.toArray(), (_, value: unknown) => (value instanceof Uint8Array ? new TextDecoder('latin1').decode(value) : value));
    for (const clear of [DOORS[0]!.id, WORKER, 'absent', 'come_back']) expect(disk).not.toContain(clear);
  });

  test('at no moment is a line that was typed said to be saved before it is', async () => {
    const told: string[] = [];
    createRoot((dispose) => {
      createRenderEffect(() => told.push(statusWords(book.status(), book.writing())));
      const forget = close;
      close = () => { dispose(); forget(); };
    });
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    await kept();
    expect(told[0]).toBe('Tout est enregistré sur le serveur.');
    expect(told.slice(1).length).toBeGreaterThan(1);
    expect(told.slice(1)).not.toContain('Tout est enregistré sur le serveur.');
  });

  test('another key on a line corrects it; the same key changes nothing', async () => {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 0, column: 0 }, 'refusal', null);
    await kept();
    const [first, second, ...more] = await waiting('log');
    expect([first!.outcome, second!.outcome, second!.replaces, more.length]).toEqual(['absent', 'refusal', first!.id, 0]);
    expect(second!.made_at).toBe(first!.made_at);
    expect(shown()).toEqual(['refusal', null, null]);
  });

  test('undo takes back the last line, then the one before; a correction undone shows what it corrected', () => {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 1, column: 0 }, 'refusal', null);
    sheet.note({ row: 1, column: 0 }, 'brief', null);
    expect(sheet.undo()).toEqual({ row: 1, column: 0 });
    expect(shown()).toEqual(['absent', 'refusal', null]);
    sheet.undo();
    expect(shown()).toEqual(['absent', null, null]);
    sheet.undo();
    expect(sheet.undo()).toBeNull();
    expect(shown()).toEqual([null, null, null]);
  });

  test('erasing takes the whole line, corrections too', () => {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 0, column: 0 }, 'refusal', null);
    sheet.erase({ row: 0, column: 0 });
    expect(shown()).toEqual([null, null, null]);
  });

  test('two passages on one sheet', () => {
    sheet.setHead(0, { ...DAY, hour: '' });
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.addPassage();
    sheet.setHead(1, { day: DAY.day, hour: '' });
    expect(sheet.note({ row: 0, column: 1 }, 'brief', null)).toBe(true);
    expect([shown(0)[0], shown(1)[0]]).toEqual(['absent', 'brief']);
    expect(book.facts().visits.map(({ paper }) => paper?.hour_known)).toEqual([false, false]);
    sheet.addPassage({ ...DAY, hour: '18:10' });
    sheet.addPassage({ ...DAY, hour: '18:10' });
    expect(sheet.note({ row: 0, column: 3 }, 'absent', null)).toBe(false);
    expect(sheet.problem()?.field).toBe('hour');
  });

  test('a head that was wrong is put right with its lines', async () => {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    sheet.note({ row: 1, column: 0 }, 'come_back', 'morning');
    expect(sheet.correctHead(0, { ...sheet.columns()[0]!.passage, day: '2031-01-01' })).toBe(false);
    expect(sheet.correctHead(0, { ...sheet.columns()[0]!.passage, day: '2026-11-04', hour: '' })).toBe(true);
    await kept();
    const sent = await waiting('log');
    expect(sent.slice(2).map(({ outcome, slot, replaces }) => [outcome, slot, replaces])).toEqual([['absent', null, sent[0]!.id], ['come_back', 'morning', sent[1]!.id]]);
    expect(String(sent[2]!.made_at)).toContain('2026-11-04');
    expect(shown()).toEqual(['absent', 'come_back', null]);
  });

  test('a door that is on paper and not known: two browsers add one; a name that is taken is not added', async () => {
    const label = { side: null, number: 12, letter: 'B' };
    const added = await book.addDoor(WORKER, 3, label);
    expect(added).toBe(await doorId(ENTRANCE, 3, label));
    expect(await book.addDoor(WORKER, 3, label)).toBeNull();
    expect(sheet.rows()[0]?.door.id).toBe(added);
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'absent', null);
    await kept();
    expect((await waiting('log')).map(({ kind }) => kind)).toEqual(['doors', 'visit']);
    expect((await waiting('log'))[0]).toMatchObject({ seen: { epoch: EPOCH, number: 1 }, round: ROUND });
  });
});

describe('interviews', () => {
  const given = { form: FORM, answers: { lives_alone: 'yes' }, identity: {} };
  async function exchange(): Promise<string> {
    sheet.setHead(0, DAY);
    sheet.note({ row: 0, column: 0 }, 'exchange', null);
    await kept();
    return sheet.lineAt({ row: 0, column: 0 })!.id;
  }

  test('answers stand apart; only the organisation can open which door they belong to', async () => {
    const visit = await exchange();
    await book.finish(visit, given);
    const [made] = await waiting('answers');
    expect(made).toMatchObject({ kind: 'answers', answers: { lives_alone: 'yes' }, day: '2026-11-03', counted: true });
    expect(made!.sealed).toMatchObject({ entry: made!.id, door: DOORS[0]!.id, visit, author: WORKER });
    expect((await waiting('log')).map(({ kind }) => kind)).toEqual(['visit']);
    expect(book.interviews().has(visit)).toBe(true);
  });

  test('typed again at the same line they replace the first, and count as before', async () => {
    const visit = await exchange();
    await book.finish(visit, given);
    const first = book.interviews().get(visit)!.answers;
    await book.finish(visit, { ...given, answers: { lives_alone: 'no' } });
    const all = await waiting('answers');
    expect(all.find((one) => one.id !== first)).toMatchObject({ replaces: first, counted: true, answers: { lives_alone: 'no' } });
  });

  test('go with a line that is taken back', async () => {
    const visit = await exchange();
    await book.finish(visit, given);
    const { answers } = book.interviews().get(visit)!;
    sheet.erase({ row: 0, column: 0 });
    await expect.poll(async () => (await waiting('answers')).length).toBe(2);
    expect((await waiting('answers')).find(({ kind }) => kind === 'answers_withdrawal')).toMatchObject({ withdraws: answers, day: '2026-11-03' });
    expect(book.interviews().size).toBe(0);
  });

  test('follow a head that is put right: their day is that of the sheet', async () => {
    const visit = await exchange();
    await book.finish(visit, given);
    const { answers } = book.interviews().get(visit)!;
    sheet.correctHead(0, { ...sheet.columns()[0]!.passage, day: '2026-11-05' });
    await expect.poll(async () => (await waiting('answers')).length).toBe(2);
    const second = (await waiting('answers')).find((one) => one.id !== answers)!;
    expect(second).toMatchObject({ replaces: answers, day: '2026-11-05', counted: true });
    expect(second.sealed!.visit).toBe(sheet.lineAt({ row: 0, column: 0 })!.id);
  });
});

test('a sheet typed before is shown, can be gone on with and corrected; the tablets’ passages stand beside it', async () => {
  sheet.setHead(0, DAY);
  sheet.note({ row: 0, column: 0 }, 'absent', null);
  const typed = book.facts().visits[0]!;
  const change = {
    type: 'visit', number: 2, epoch: EPOCH, entrance: ENTRANCE, id: typed.id, door: typed.door, outcome: 'absent', slot: null, made_at: '2026-11-03T18:10:00.000+01:00',
    corrected_at: '2026-11-03T17:10:00.000Z', device: OFFICE, counter: 1, seen: null, author: WORKER, round: ROUND, replaces: null, paper: typed.paper,
  };
  const tablet = { ...change, number: 3, id: id(91).replace('-4000-', '-7000-'), door: DOORS[1]!.id, device: id(6), outcome: 'exchange', paper: null };
  const again = new Notebook(book.setup, outbox, { send: () => Promise.reject(new Error('offline')), freshToken: () => Promise.resolve(0) });
  const doors = { type: 'doors', number: 1, epoch: EPOCH, entrance: ENTRANCE, id: id(90), doors: DOORS, device: id(6), counter: 1, seen: null, corrected_at: '2026-10-01T08:00:00.000Z' };
  again.learn({ epoch: EPOCH, serverTime: Date.parse('2026-11-23T09:00:00Z'), changes: [doors, change, tablet] });
  createRoot((dispose) => {
    const second = createSheet(again);
    second.begin({});
    expect(second.columns().map(({ passage }) => passage)).toEqual([{ ...DAY, order: 0 }]);
    expect(second.lineAt({ row: 0, column: 0 })?.id).toBe(typed.id);
    expect(second.lineAt({ row: 1, column: 0 })).toBeNull();
    expect(second.knownAt(second.rows()[1]!)?.outcome).toBe('exchange');
    expect(second.knownAt(second.rows()[0]!)).toBeNull();
    second.note({ row: 0, column: 0 }, 'refusal', null);
    expect(again.facts().visits.find(({ replaces }) => replaces === typed.id)?.outcome).toBe('refusal');
    dispose();
  });
  await kept();
});
