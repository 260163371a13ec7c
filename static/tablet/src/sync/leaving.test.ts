import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import { Database } from '../store/database';
import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

const DAY = 86_400_000;

async function rowsOf({ env }: World): Promise<Record<string, number>> {
  const db = new Database(env.databaseName);
  await db.open();
  const counts = await Promise.all(['entries', 'snapshots', 'tails', 'drafts', 'attachments'].map(async (name) => [name, await db.table(name).count()] as const));
  db.close();
  return Object.fromEntries(counts);
}

/** A round with a visit, an unfinished form with a photo, and everything at the server. */
async function worked(): Promise<World & { left: string; visit: string }> {
  const world = await newWorld();
  const { tablet, server } = world;
  const [left] = await withDoors(world);
  const visit = await note(world, left, 'exchange');
  const draft = { id: '8d5f4f6e-6f0e-4b8e-9d53-0a4d6a3b0c11', entrance: server.entrance, round: server.round, door: left, visit, form: { id: 'contact', version: '1', hash: 'h' }, state: '<x/>', position: 0 };
  await tablet.saveDraft(draft, false);
  await tablet.keepAttachment(draft.id, new Uint8Array([1, 2, 3]));
  await tablet.exchangeNow();
  return { ...world, left, visit };
}

function endRound({ server }: World): void {
  server.bundle = { ...server.bundle, rounds: [], entrances: [] };
  server.bundleHash = 'without-the-round';
}

describe('after the round', () => {
  test('what the server has goes once the grace period is over, and not before', async () => {
    const world = await worked();
    const { tablet, env } = world;
    endRound(world);
    await tablet.exchangeNow();
    env.time += 14 * DAY;
    await tablet.exchangeNow();
    expect(await rowsOf(world)).toMatchObject({ entries: 3, drafts: 1, attachments: 1 });
    env.time += DAY;
    await tablet.exchangeNow();
    expect(await rowsOf(world)).toEqual({ entries: 0, snapshots: 0, tails: 0, drafts: 0, attachments: 0 });
    expect(tablet.status().trouble).toBeNull();
  });

  test('what the server lacks stays, for as long as it takes', async () => {
    const world = await worked();
    const { tablet, server, env, left } = world;
    await note(world, left, 'refusal');
    endRound(world);
    const wayward = () => {
      server.faults = [() => Promise.resolve(Response.json({ epoch: server.epoch, server_time: null, receipts: [] }))];
    };
    for (let weeks = 0; weeks < 5; weeks += 1) {
      wayward();
      env.time += 7 * DAY;
      await tablet.exchangeNow();
    }
    expect(tablet.status().pending).toBe(1);
    expect((await rowsOf(world)).entries).toBe(4);
    await tablet.exchangeNow();
    expect(tablet.status().pending).toBe(0);
    expect((await rowsOf(world)).entries).toBe(0);
  });

  test('an entrance of another round stays, and a round given back comes back whole', async () => {
    const world = await worked();
    const { tablet, server, env, left } = world;
    const { rounds, entrances } = server.bundle;
    endRound(world);
    await tablet.exchangeNow();
    env.time += 15 * DAY;
    await tablet.exchangeNow();
    server.bundle = { ...server.bundle, rounds, entrances };
    server.bundleHash = 'with-it-again';
    await tablet.exchangeNow();
    const { floors } = await tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors.find(({ id }) => id === left)!.latest?.outcome).toBe('exchange');
  });
});

describe('tombstones', () => {
  test('what was erased goes at once: the visit, its unfinished form, what waits that corrects it', async () => {
    const world = await worked();
    const { tablet, server, left, visit } = world;
    server.changes = server.changes.filter((change) => change.id !== visit);
    await server.offer('tombstones', JSON.stringify({ erased: [visit] }));
    // In the pocket of a neighbour's note: not yet sent, and about the same visit.
    server.faults = [() => Promise.resolve(new Response('', { status: 503 }))];
    await tablet.noteVisit({ round: server.round, entrance: server.entrance, door: left, outcome: 'refusal', replaces: visit });
    await tablet.exchangeNow();
    server.faults = [() => Promise.resolve(Response.json({ epoch: server.epoch, server_time: null, receipts: [] }))];
    await tablet.exchangeNow();
    await tablet.exchangeNow();
    const { floors } = await tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors.find(({ id }) => id === left)).toMatchObject({ latest: null, history: [], draft: false });
    expect(await rowsOf(world)).toMatchObject({ drafts: 0, attachments: 0 });
    const again = await restarted(world);
    await again.tablet.unlock(server.worker, CODE);
    expect((await again.tablet.facade(server.round, server.entrance)).floors[0]!.doors.find(({ id }) => id === left)!.history).toEqual([]);
    expect(again.tablet.status().pending).toBe(0);
  });

  test('those of others, and what is no such file, change nothing', async () => {
    const world = await worked();
    const { tablet, server, left } = world;
    for (const content of [JSON.stringify({ erased: ['00000000-0000-4000-8000-000000000000'] }), '{"erased":7}', 'rien']) {
      await server.offer('tombstones', content);
      await tablet.exchangeNow();
    }
    expect((await tablet.facade(server.round, server.entrance)).floors[0]!.doors.find(({ id }) => id === left)!.history).toHaveLength(1);
    expect((await rowsOf(world)).drafts).toBe(1);
  });
});
