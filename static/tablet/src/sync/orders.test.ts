import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import { openTablet } from '../sync/open-tablet';
import { CODE, newWorld, note, restarted, SHORT, withDoors, type World } from '../testing/tablet';

async function withNotes(): Promise<World & { left: string }> {
  const world = await newWorld();
  const [left] = await withDoors(world);
  await note(world, left, 'absent');
  return { ...world, left };
}
const tables = async (name: string) => (await indexedDB.databases()).some((one) => one.name === name);

describe('locked by the coordination', () => {
  test('hides everything, hands in all the same, and opens again when that is taken back', async () => {
    const { tablet, server, env, left } = await withNotes();
    server.orders = { lock: true, erase: false };
    await tablet.exchangeNow();
    expect(tablet.state).toBe('locked');
    expect(tablet.lockedByCentre()).toBe(true);
    expect(tablet.status().pending).toBe(0);
    for (const sentence of [await tablet.unlock(server.worker, CODE), await tablet.reopen(server.worker, SHORT)]) expect(sentence).toMatchObject({ ok: false, sentence: expect.stringContaining('coordination') as string });

    const again = await restarted({ tablet, server, env });
    expect(again.tablet.lockedByCentre()).toBe(true);
    expect(await again.tablet.unlock(server.worker, CODE)).toMatchObject({ ok: false });
    server.orders = { lock: false, erase: false };
    await again.tablet.exchangeNow();
    expect(again.tablet.lockedByCentre()).toBe(false);
    expect(await again.tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    const { floors } = await again.tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors.find(({ id }) => id === left)!.latest?.light).toBe('server');
  });

  test('hears of it while resting in the stairwell, and the key leaves memory', async () => {
    const { tablet, server } = await withNotes();
    tablet.lock();
    server.orders = { lock: true, erase: false };
    await tablet.exchangeNow();
    expect(tablet.state).toBe('locked');
  });

  test('an older server asks for nothing', async () => {
    const { tablet } = await withNotes();
    await tablet.exchangeNow();
    expect([tablet.state, tablet.lockedByCentre(), tablet.status().trouble]).toEqual(['unlocked', false, null]);
  });
});

describe('erased at the wish of the coordination', () => {
  test('hands in first, says so, and holds nothing any more', async () => {
    const { tablet, server, env } = await withNotes();
    tablet.lockForGood();
    server.orders = { lock: false, erase: true };
    await tablet.exchangeNow();
    expect(server.kept.size).toBe(3);
    expect(server.erased).toBe(1);
    expect([tablet.state, tablet.wasErased(), tablet.status().pending]).toEqual(['new', true, 0]);
    const again = await openTablet(env);
    expect([again.state, again.wasErased()]).toEqual(['new', false]);
    // It can be of a team again.
    server.orders = null;
    await tablet.enrol(await server.linkOfAnother('Tablette 2'));
    expect(tablet.state).toBe('unlocked');
  });

  test('keeps everything as long as the server lacks something', async () => {
    const { tablet, server } = await withNotes();
    server.orders = { lock: false, erase: true };
    server.faults = [() => Promise.resolve(new Response('', { status: 500 }))];
    await tablet.exchangeNow();
    expect([tablet.state, tablet.status().pending, server.erased]).toEqual(['unlocked', 3, 0]);
    await tablet.exchangeNow();
    expect([tablet.state, server.kept.size, server.erased]).toEqual(['new', 3, 1]);
  });

  test('forgets nothing when its word did not arrive, or it was taken back meanwhile', async () => {
    const { tablet, server } = await withNotes();
    await tablet.exchangeNow();
    server.orders = { lock: false, erase: true };
    const onErased = (answer: () => Promise<Response>): void => {
      server.faults = Array.from({ length: 12 }, () => (path: string, _body: unknown, real: () => Promise<Response>) => (path === 'erased' ? answer() : real()));
    };
    onErased(() => Promise.reject(new TypeError('no network')));
    await tablet.exchangeNow();
    expect(tablet.state).toBe('unlocked');
    onErased(() => Promise.resolve(Response.json({ code: 'not_asked' }, { status: 409 })));
    await tablet.exchangeNow();
    expect([tablet.state, server.erased]).toEqual(['unlocked', 0]);
  });

  test('a tablet that dies in the middle goes on forgetting at its next start', async () => {
    const { tablet, server, env } = await withNotes();
    server.orders = { lock: false, erase: true };
    const real = indexedDB.deleteDatabase.bind(indexedDB);
    indexedDB.deleteDatabase = () => { throw new Error('the battery'); };
    await tablet.exchangeNow();
    indexedDB.deleteDatabase = real;
    expect(await tables(env.databaseName)).toBe(true);
    expect((await openTablet(env)).state).toBe('new');
  });

  test('what another window notes in between is handed in first', async () => {
    const { tablet, server, env, left } = await withNotes();
    const other = await openTablet(env);
    await other.unlock(server.worker, CODE);
    server.orders = { lock: false, erase: true };
    let noted = false;
    server.faults = Array.from({ length: 40 }, () => async (path: string, _body: unknown, real: () => Promise<Response>) => {
      if (path === 'erased' && !noted) {
        noted = true;
        await other.noteVisit({ round: server.round, entrance: server.entrance, door: left, outcome: 'refusal' });
      }
      return real();
    });
    await tablet.exchangeNow();
    await tablet.exchangeNow();
    expect([tablet.state, server.kept.size]).toEqual(['new', 4]);
  });
});

describe('an access that was taken away', () => {
  test('hands in, is told so, and keeps what it has', async () => {
    const { tablet, server } = await withNotes();
    server.revoked = true;
    await tablet.exchangeNow();
    expect([server.kept.size, tablet.status().pending, tablet.state]).toEqual([3, 0, 'unlocked']);
    expect(tablet.status().trouble).toContain('retiré');
  });
});

test('each call says how much waits here, and which app this is', async () => {
  const { tablet, server } = await withNotes();
  await tablet.exchangeNow();
  const told = server.requests.filter(({ path }) => path === 'entries' || path === 'changes').map(({ path, body }) => [path, body.pending, body.app]);
  expect(told.slice(-2)).toEqual([['entries', 0, '0.1.0'], ['changes', 0, '0.1.0']]);
});
