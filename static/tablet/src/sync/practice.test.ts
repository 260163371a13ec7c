import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { describe, expect, it } from 'vitest';

import { answerAt } from '../domain/practice';
import type { DoorCard, Tablet } from '../domain/tablet';
import { newWorld, withDoors, note, type World } from '../testing/tablet';
import { testEnvironment } from '../testing/surroundings';
import { openPractice, PRACTICE_DATABASE, type Practice } from './practice';

const refusing = () => Promise.reject(new Error('The exercise asked the real network.'));

async function exercise(world: World): Promise<Practice> {
  return openPractice(world.tablet, testEnvironment(refusing, 'unused'));
}

async function doorsOf(tablet: Tablet): Promise<{ at: { round: string; entrance: string }; doors: DoorCard[] }> {
  const [round] = await tablet.rounds();
  const at = { round: round!.id, entrance: round!.entrances[0]!.id };
  return { at, doors: (await tablet.facade(at.round, at.entrance)).floors.flatMap(({ doors }) => doors) };
}

async function disk(name: string): Promise<string> {
  const db = await new Dexie(name).open();
  const content = await Promise.all(db.tables.map(async (table) => [table.name, await table.toArray()]));
  db.close();
  return JSON.stringify(content, (_, value: unknown) => (value instanceof Uint8Array ? [...value] : value));
}

describe('the exercise', () => {
  it('is a building with neighbours, two of whom a colleague met before', async () => {
    const { tablet } = await exercise(await newWorld());
    expect(tablet.state).toBe('unlocked');
    expect(tablet.currentWorker()?.name).toBe('Awa');
    const { doors } = await doorsOf(tablet);
    expect(doors).toHaveLength(8);
    expect(doors.filter(({ latest }) => latest !== null).map(({ history }) => [history[0]?.outcome, history[0]?.mine])).toEqual([['absent', false], ['refusal', false]]);
    for (const door of doors) expect(answerAt(door, 0)).not.toBeNull();
    expect(answerAt({ floor: 2, side: 'left' }, 0)).not.toBe(answerAt({ floor: 2, side: 'left' }, 1));
    expect(answerAt({ floor: 2, side: 'left' }, 1)).toBe(answerAt({ floor: 2, side: 'left' }, 9));
    expect(answerAt({ floor: 9, side: null }, 0)).toBeNull();
  });

  it('sends nothing, and leaves the real tablet as it was', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    await note(world, door, 'absent');
    const before = { requests: world.server.requests.length, disk: await disk(world.env.databaseName), pending: world.tablet.status().pending };
    const { tablet, end } = await exercise(world);
    const { at, doors } = await doorsOf(tablet);
    const visit = await tablet.noteVisit({ ...at, door: doors[0]!.id, outcome: 'exchange' });
    await tablet.noteVisit({ ...at, door: doors[1]!.id, outcome: 'absent' });
    await tablet.withdraw({ ...at, entry: visit });
    await tablet.exchangeNow();
    expect(tablet.status()).toMatchObject({ online: false, pending: 4 });
    expect(world.server.requests).toHaveLength(before.requests);
    expect(await disk(world.env.databaseName)).toBe(before.disk);
    expect(world.tablet.status().pending).toBe(before.pending);
    await end();
    expect(await Dexie.exists(PRACTICE_DATABASE)).toBe(false);
    expect(await disk(world.env.databaseName)).toBe(before.disk);
  });

  it('shows the forms and cards of the real tablet, and no round’s own files', async () => {
    const world = await newWorld();
    await world.server.offer('cards', '{"cards":[]}');
    await world.server.offer('cases/one', '{"cases":[]}');
    await world.tablet.exchangeNow();
    const { tablet } = await exercise(world);
    expect((await tablet.form('contact'))?.xform).toBe(world.server.xform);
    expect(await tablet.file('cards')).not.toBeNull();
    expect(await world.tablet.file('cases/one')).not.toBeNull();
    expect(await tablet.file('cases/one')).toBeNull();
  });

  it('neither gives nor keeps copies: a neighbour’s real notes would go with it', async () => {
    const { tablet } = await exercise(await newWorld());
    const { at, doors } = await doorsOf(tablet);
    await tablet.noteVisit({ ...at, door: doors[0]!.id, outcome: 'absent' });
    expect(await tablet.giveCopies()).toEqual({ parts: [], left: 0 });
    expect(tablet.receiptsToBring()).toEqual([]);
    for (const refused of [tablet.takeCopies('x'), tablet.confirmCopies('12345678'), tablet.takeReceipts('x')]) {
      await expect(refused).rejects.toThrow('Quittez-le');
    }
  });

  it('begins anew', async () => {
    const world = await newWorld();
    const first = await exercise(world);
    const { at, doors } = await doorsOf(first.tablet);
    await first.tablet.noteVisit({ ...at, door: doors[0]!.id, outcome: 'absent' });
    const second = await exercise(world);
    expect(second.tablet.status().pending).toBe(0);
    expect((await doorsOf(second.tablet)).doors.filter(({ latest }) => latest?.mine)).toEqual([]);
  });

  it('locks the real tablet when it is locked', async () => {
    const world = await newWorld();
    const { tablet } = await exercise(world);
    tablet.lockForGood();
    expect([world.tablet.state, tablet.state]).toEqual(['locked', 'unlocked']);
  });
});
