import 'fake-indexeddb/auto';

import { expect, test } from 'vitest';

import type { DoorCard } from './tablet';
import { readBundle } from './bundle';
import { partnersOn, readPartnerVisits } from './partners';
import { newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

const DOOR = '7f0c1f3e-52a7-4b4e-9a43-0b1c5d1f7a10';
const OTHER = '7f0c1f3e-52a7-4b4e-9a43-0b1c5d1f7a11';
const round = { starts_on: '2026-11-23', ends_on: '2026-11-25', partner_visits: [{ door: DOOR, day: '2026-11-23' }, { door: OTHER, day: '2026-11-24' }, { door: DOOR, day: '2026-11-24' }] };

/** The round becomes one of several organisations, and partners were at these doors. */
function tell({ server }: World, visits: unknown): void {
  const [first] = server.bundle.rounds;
  server.bundle = { ...server.bundle, rounds: [{ ...first!, partner_visits: visits as [] }] };
  server.bundleHash += '+';
}

async function shown({ server, tablet }: World, door: string): Promise<DoorCard | undefined> {
  return (await tablet.facade(server.round, server.entrance)).floors.flatMap(({ doors }) => doors).find(({ id }) => id === door);
}

test('the days of each door stand latest first, from the first day of the round to its last', () => {
  expect(partnersOn(round, '2026-11-25')).toEqual(new Map([[DOOR, ['2026-11-24', '2026-11-23']], [OTHER, ['2026-11-24']]]));
  expect(partnersOn(round, '2026-11-26').size).toBe(0);
  expect(partnersOn(round, '2026-11-22').size).toBe(0);
  expect(partnersOn({ starts_on: '2026-11-23', ends_on: '2026-11-25' }, '2026-11-24').size).toBe(0);
  expect(partnersOn(undefined, '2026-11-24').size).toBe(0);
});

test('a line that is none is left out, and what else it says is not kept', () => {
  const strange = [{ door: DOOR, day: '2026-11-24', outcome: 'refusal' }, { door: 'x', day: '2026-11-24' }, { door: DOOR, day: 'mardi' }, null];
  expect(readPartnerVisits(strange)).toEqual([{ door: DOOR, day: '2026-11-24' }]);
  expect(readPartnerVisits('none')).toEqual([]);
});

test('a bundle with lines that are none is a bundle', async () => {
  const world = await newWorld();
  tell(world, 'mardi');
  expect(readBundle(world.server.bundle)?.rounds[0]).not.toHaveProperty('partner_visits');
});

test('a tablet shows the day at the door without a network, after a restart too, and notes a second visit', async () => {
  const world = await newWorld();
  const [left, right] = await withDoors(world);
  const day = new Date(world.env.time).toISOString().slice(0, 10);
  tell(world, [{ door: left, day }]);
  await world.tablet.exchangeNow();
  expect(await shown(world, left)).toMatchObject({ partners: [day], latest: null });
  expect(await shown(world, right)).toMatchObject({ partners: [] });
  await note(world, left, 'absent');
  expect(await shown(world, left)).toMatchObject({ partners: [day], latest: { outcome: 'absent' } });
  await world.tablet.exchangeNow();
  expect(world.tablet.status().pending).toBe(0);

  const again = await restarted(world);
  again.server.faults.push(() => Promise.reject(new TypeError('no network')));
  await again.tablet.unlock(again.server.worker, '2718281829');
  expect(await shown(again, left)).toMatchObject({ partners: [day], history: [{ outcome: 'absent' }] });
  again.env.time += 60 * 86_400_000;
  expect(await shown(again, left)).toMatchObject({ partners: [], history: [{ outcome: 'absent' }] });
});

test('what partners did lies on the disk as ciphertext', async () => {
  const world = await newWorld();
  const [left] = await withDoors(world);
  tell(world, [{ door: left, day: '2026-11-24' }]);
  await world.tablet.exchangeNow();
  const kept = await new Response(JSON.stringify(await everything(world.env.databaseName))).text();
  expect(kept).not.toContain('partner_visits');
  expect(kept).not.toContain(left);
});

/** Every row of the tablet's database, as it lies there. */
async function everything(name: string): Promise<unknown[]> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => { resolve(opening.result); };
    opening.onerror = () => { reject(opening.error ?? new Error('not opened')); };
  });
  const names = [...database.objectStoreNames];
  const rows = await Promise.all(names.map((store) => new Promise<unknown[]>((resolve, reject) => {
    const asking = database.transaction(store).objectStore(store).getAll();
    asking.onsuccess = () => { resolve(asking.result as unknown[]); };
    asking.onerror = () => { reject(asking.error ?? new Error('not read')); };
  })));
  database.close();
  return rows.flat();
}
