import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

afterEach(() => vi.restoreAllMocks());

const front = async ({ tablet, server }: World) => (await tablet.facade(server.round, server.entrance)).floors;

async function everyRow(name: string): Promise<{ table: string; row: unknown }[]> {
  const db = await new Dexie(name).open();
  const rows = await Promise.all(db.tables.map(async (table) => (await table.toArray()).map((row: unknown) => ({ table: table.name, row }))));
  db.close();
  return rows.flat();
}

/** Every text that can be read in a value, bytes as Latin-1 and as UTF-16. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return [new TextDecoder('latin1').decode(value), new TextDecoder('utf-16le').decode(value)].join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value).map(([key, inner]) => `${key}\n${readable(inner)}`).join('\n');
}

describe('noting', () => {
  test('a visit with a slot, its correction, its withdrawal', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const [left] = await withDoors(world);
    const place = { round: server.round, entrance: server.entrance };
    const first = await tablet.noteVisit({ ...place, door: left, outcome: 'come_back', slot: 'evening' });
    expect((await front(world))[0]!.doors[0]!.latest).toMatchObject({ id: first, outcome: 'come_back', slot: 'evening', light: 'tablet', mine: true });
    const second = await tablet.noteVisit({ ...place, door: left, outcome: 'refusal', replaces: first });
    expect((await front(world))[0]!.doors[0]!.history.map(({ id }) => id)).toEqual([second]);
    await tablet.withdraw({ ...place, entry: second });
    await tablet.withdraw({ ...place, entry: second });
    expect((await front(world))[0]!.doors[0]!.history.map(({ id }) => id)).toEqual([first]);
    expect(tablet.status().pending).toBe(5);
    expect((await tablet.rounds())[0]!.entrances[0]).toMatchObject({ doors: 2, visited: 1, contacts: 0, comeBack: 1 });
  });

  test('what makes no sense is refused with a sentence', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const [left] = await withDoors(world);
    const place = { round: server.round, entrance: server.entrance };
    const strangers = '00000000-0000-4000-8000-000000000000';
    await expect(tablet.noteVisit({ ...place, door: strangers, outcome: 'absent' })).rejects.toThrow('porte');
    await expect(tablet.noteVisit({ ...place, round: strangers, door: left, outcome: 'absent' })).rejects.toThrow('tournée');
    await expect(tablet.noteVisit({ ...place, door: left, outcome: 'absent', slot: 'evening' })).rejects.toThrow('créneau');
    await expect(tablet.noteVisit({ ...place, door: left, outcome: 'absent', replaces: strangers })).rejects.toThrow('passage');
    await expect(tablet.addDoors({ ...place, doors: [{ floor: 99, side: 'left', number: null, letter: null }] })).rejects.toThrow('étage');
    await expect(tablet.addDoors({ ...place, doors: [{ floor: 1, side: null, number: null, letter: null }] })).rejects.toThrow('côté');
    expect(tablet.status().pending).toBe(1);
  });

  test('doors: what stands there is left alone; a new name keeps the door', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const [left, right] = await withDoors(world);
    const place = { round: server.round, entrance: server.entrance };
    const twin = { floor: 3, side: 'left' as const, number: null, letter: null };
    expect(await tablet.addDoors({ ...place, doors: [twin] })).toBeNull();
    await tablet.renameDoor({ ...place, door: right, label: { side: null, number: 12, letter: 'B' } });
    expect((await front(world))[0]!.doors.map(({ id, number, letter }) => [id, number, letter])).toEqual([[left, null, null], [right, 12, 'B']]);
    await expect(tablet.renameDoor({ ...place, door: left, label: { side: null, number: 12, letter: 'B' } })).rejects.toThrow('déjà ce nom');
    expect(await tablet.addDoors({ ...place, doors: [{ floor: 3, side: null, number: 12, letter: 'B' }] })).toBeNull();
  });

  test('counters rise by one, also when taps come faster than the disk', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await Promise.all(Array.from({ length: 30 }, (_, index) => note(world, index % 2 ? left : right, 'absent')));
    await world.tablet.exchangeNow();
    const counters = world.server.changes.flatMap((change) => (change.type === 'visit' ? change.counter : []));
    expect(counters.sort((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, index) => index + 3));
  });
});

describe('durable', () => {
  test('every write is strict', async () => {
    const asked: { mode: string; durability: string }[] = [];
    const original = Reflect.get<IDBDatabase, 'transaction'>(IDBDatabase.prototype, 'transaction');
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...given: Parameters<IDBDatabase['transaction']>) {
      const transaction = original.apply(this, given);
      asked.push({ mode: transaction.mode, durability: transaction.durability });
      return transaction;
    });
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'exchange');
    await world.tablet.saveDraft(draftAt(world, left), true);
    await world.tablet.finishDraft(draftAt(world, left), { isolement: 'oui' }, {});
    await world.tablet.exchangeNow();
    world.tablet.lockForGood();
    await world.tablet.unlock(world.server.worker, '000000');
    const writes = asked.filter(({ mode }) => mode === 'readwrite');
    expect(writes.length).toBeGreaterThan(8);
    expect(writes.filter(({ durability }) => durability !== 'strict')).toEqual([]);
  });

  test('a database that the browser closed is opened again', async () => {
    const connections = new Set<IDBDatabase>();
    const original = Reflect.get<IDBDatabase, 'transaction'>(IDBDatabase.prototype, 'transaction');
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...given: Parameters<IDBDatabase['transaction']>) {
      connections.add(this);
      return original.apply(this, given);
    });
    const world = await newWorld();
    const [left] = await withDoors(world);
    for (const connection of connections) connection.onclose?.(new Event('close'));
    await note(world, left, 'absent');
    expect(world.tablet.status().pending).toBe(3);
  });

  test.each(['entries', 'tails', 'snapshots', 'overview', 'device'])('a full disk at %s: a sentence, and nothing half-written', async (table) => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const isTail = !['snapshots', 'overview'].includes(table);
    // Snapshot and ledger are written once the notes beside them are many.
    for (let noted = 0; !isTail && noted < 38; noted += 1) await note(world, left, 'absent');
    const pending = world.tablet.status().pending;
    const before = await everyRow(world.env.databaseName);
    const fill = (method: 'put' | 'add') => {
      const original = Reflect.get(IDBObjectStore.prototype, method) as IDBObjectStore['put'];
      vi.spyOn(IDBObjectStore.prototype, method).mockImplementation(function (this: IDBObjectStore, ...given: [unknown, IDBValidKey?]) {
        if (this.name === table) throw new DOMException('The disk is full.', 'QuotaExceededError');
        return original.apply(this, given);
      });
    };
    fill('put');
    fill('add');
    await expect(note(world, left, 'absent')).rejects.toThrow('mémoire de la tablette est pleine');
    vi.restoreAllMocks();
    expect(await everyRow(world.env.databaseName)).toEqual(before);
    expect(world.tablet.status().pending).toBe(pending);
    expect((await front(world))[0]!.doors[0]!.history).toHaveLength(isTail ? 0 : 38);
    await note(world, left, 'refusal');
    expect((await front(world))[0]!.doors[0]!.latest?.outcome).toBe('refusal');
    await world.tablet.exchangeNow();
    expect([...new Set(world.server.changes.map(({ type }) => type))].sort()).toEqual(['doors', 'session', 'visit']);
  });

  test('a transaction that the browser aborts: a sentence, and the counter is not lost', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const original = Reflect.get<IDBObjectStore, 'put'>(IDBObjectStore.prototype, 'put');
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given: [unknown, IDBValidKey?]) {
      const request = original.apply(this, given);
      if (this.name === 'device') this.transaction.abort();
      return request;
    });
    await expect(note(world, left, 'absent')).rejects.toThrow('n’a pas pu enregistrer');
    vi.restoreAllMocks();
    await note(world, left, 'absent');
    await world.tablet.exchangeNow();
    expect(world.server.changes.flatMap((change) => (change.type === 'visit' ? change.counter : []))).toEqual([3]);
  });
});

function draftAt({ server }: World, door: string) {
  const form = { id: 'contact', version: '1', hash: server.bundle.forms[0]!.hash };
  const { round, entrance } = server;
  return { id: 'd0000000-0000-4000-8000-000000000000', entrance, round, door, visit: 'v', form, state: '<secret>seule</secret>', position: 2 };
}

describe('notes beside the snapshot', () => {
  test('are written instead of the entrance, and folded in when they are many', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const tables = async () => {
      const rows = await everyRow(world.env.databaseName);
      return ['snapshots', 'tails'].map((name) => rows.filter(({ table }) => table === name).length);
    };
    for (let noted = 0; noted < 38; noted += 1) await note(world, left, 'absent');
    expect(await tables()).toEqual([0, 1]);
    world.env.time += 1000;
    await note(world, left, 'refusal');
    expect(await tables()).toEqual([1, 0]);
    world.env.time += 1000;
    await note(world, left, 'brief');
    expect(await tables()).toEqual([1, 1]);
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    expect((await front(again))[0]!.doors[0]!.history.map(({ outcome }) => outcome).slice(0, 3)).toEqual(['brief', 'refusal', 'absent']);
    expect((await again.tablet.rounds())[0]!.entrances[0]).toMatchObject({ doors: 2, visited: 1, contacts: 1 });
    await again.tablet.exchangeNow();
    expect(await tables()).toEqual([1, 0]);
    expect((await front(again))[0]!.doors[0]!.history).toHaveLength(40);
  });
});

describe('at rest', () => {
  test('nothing that was noted can be read on the disk', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const place = { round: server.round, entrance: server.entrance };
    await tablet.addDoors({ ...place, doors: [{ floor: 7, side: 'middle', number: 4321, letter: 'Q' }] });
    const door = (await front(world))[0]!.doors[0]!.id;
    await tablet.noteVisit({ ...place, door, outcome: 'come_back', slot: 'midday' });
    await tablet.noteVisit({ ...place, door, outcome: 'language_barrier' });
    await note(world, door, 'exchange');
    await tablet.saveDraft({ ...draftAt(world, door), visit: 'unfinished-visit' }, true);
    await tablet.finishDraft({ ...draftAt(world, door), id: 'other' }, { isolement: 'tres-isolee' }, { prenom: 'Mme Inventée' });
    await tablet.exchangeNow();
    const text = (await everyRow(world.env.databaseName)).map(({ row }) => readable(row)).join('\n');
    expect(text.length).toBeGreaterThan(5000);
    const secrets = [
      'middle', 'midday', 'come_back', 'language_barrier', 'exchange', 'tres-isolee', 'isolement', 'Inventée', 'seule', 'unfinished-visit',
      'rue des Essais', 'formulaire', door, 'AGE-SECRET-KEY', CODE,
    ];
    // The field `lastExchange` of the device is no outcome.
    expect(secrets.filter((secret) => text.replaceAll('lastExchange', '').includes(secret))).toEqual([]);
    // Four digits come up by chance in a random identifier, so the door's number is looked for as a number of its own.
    const doorNumber = /(?<![\w+/=-])4321(?![\w+/=-])/u;
    expect(JSON.stringify({ number: 4321 })).toMatch(doorNumber);
    expect(text).not.toMatch(doorNumber);
  });

  test('a row moved to another place does not open', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    const db = await new Dexie(world.env.databaseName).open();
    const row = (await db.table('snapshots').get(world.server.entrance)) as object;
    await db.table('snapshots').put({ ...row, entrance: world.server.bundle.entrances[1]!.id });
    db.close();
    await expect(world.tablet.facade(world.server.round, world.server.bundle.entrances[1]!.id)).rejects.toThrow();
  });

  test('an entrance read while something is noted there does not bring back the past', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await world.tablet.exchangeNow();
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    const decrypt = Reflect.get<SubtleCrypto, 'decrypt'>(crypto.subtle, 'decrypt').bind(crypto.subtle);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { go = resolve; });
    vi.spyOn(crypto.subtle, 'decrypt').mockImplementationOnce(async (...given) => {
      const bytes = await decrypt(...given);
      await held;
      return bytes;
    });
    const slow = front(again);
    await note(again, left, 'absent');
    go();
    expect((await slow)[0]!.doors[0]!.latest?.outcome).toBe('absent');
    await note(again, right, 'refusal');
    const last = await restarted(again);
    await last.tablet.unlock(world.server.worker, CODE);
    expect((await front(last))[0]!.doors.map(({ latest }) => latest?.outcome)).toEqual(['absent', 'refusal']);
  });

  test('opening an entrance decrypts that entrance only', async () => {
    const world = await newWorld();
    await withDoors(world);
    await world.tablet.exchangeNow();
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    const decrypt = vi.spyOn(crypto.subtle, 'decrypt');
    await again.tablet.facade(world.server.round, world.server.entrance);
    await again.tablet.facade(world.server.round, world.server.entrance);
    expect(decrypt).toHaveBeenCalledTimes(1);
  });
});
