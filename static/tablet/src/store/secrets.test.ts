import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import type { Secrets } from '../domain/secrets';
import { openTablet } from '../sync/open-tablet';
import { CODE, newWorld, note, OTHER_CODE, OTHERS, restarted, SECRETS, SHORT, withDoors, type World } from '../testing/tablet';
import { dataKey, lockBytes, unlockBytes } from './cipher';
import { OLD_COST } from './code-key';
import { Database, type KeyRow } from './database';

const WRONG = '1029384756';

describe('the cold lock', () => {
  test('a tablet opens again with the long code, and shows what was noted', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    const again = await restarted(world);
    expect(again.tablet.state).toBe('locked');
    expect(again.tablet.status().pending).toBe(3);
    await expect(again.tablet.rounds()).rejects.toThrow('verrouillée');
    expect(await again.tablet.unlock(world.server.worker, CODE)).toEqual({ ok: true });
    const { floors } = await again.tablet.facade(world.server.round, world.server.entrance);
    expect(floors[0]!.doors.map(({ latest }) => latest?.outcome ?? null)).toEqual(['absent', null]);
  });

  test('ten digits or four words, and six digits: nothing weaker is kept', async () => {
    const { tablet, server } = await newWorld();
    const other = server.bundle.workers[1]!.id;
    const digits = (code: string): Secrets => ({ long: { opens: 'digits', code }, short: SHORT });
    for (const code of ['314159', '', '12345678a9', '１２３４５６７８９０', '0612345678', '1212121212']) await expect(tablet.chooseSecrets(other, digits(code))).rejects.toThrow('pas assez sûr');
    await expect(tablet.chooseSecrets(other, { long: { opens: 'words', code: 'un deux trois' }, short: SHORT })).rejects.toThrow('pas assez sûr');
    for (const short of ['12345', '123456', '1234567', '12345a', '000000']) await expect(tablet.chooseSecrets(other, { ...OTHERS, short })).rejects.toThrow('6\u00a0chiffres');
    expect(tablet.workers()[1]).toMatchObject({ hasCode: false, opens: null });
  });

  test('words open whatever the keyboard makes of capitals and spaces', async () => {
    const { tablet, server } = await newWorld();
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseSecrets(other, { long: { opens: 'words', code: 'Tilleul palier bonté crayon' }, short: SHORT });
    tablet.lockForGood();
    expect(await tablet.unlock(other, 'tilleul palier bonte crayon')).toMatchObject({ ok: false });
    expect(await tablet.unlock(other, ' TILLEUL  palier bonté Crayon')).toEqual({ ok: true });
  });

  test('five tries are free; then waits grow, over restarts and a clock set back', async () => {
    const world = await newWorld();
    world.tablet.lockForGood();
    for (let left = 4; left >= 1; left -= 1) {
      const tried = await world.tablet.unlock(world.server.worker, WRONG);
      expect(tried).toMatchObject({ ok: false, sentence: expect.stringContaining(`Encore ${left} essai`) as string });
    }
    await world.tablet.unlock(world.server.worker, WRONG);
    const again = await restarted(world);
    const right = () => again.tablet.unlock(world.server.worker, CODE);
    expect(await right()).toMatchObject({ ok: false, sentence: expect.stringContaining('30\u00a0s') as string });
    again.env.time -= 3_600_000;
    expect(await right()).toMatchObject({ ok: false });
    again.env.time += 3_600_000 + 30_001;
    expect(await again.tablet.unlock(world.server.worker, WRONG)).toMatchObject({ ok: false });
    again.env.time += 30_001;
    expect(await right()).toMatchObject({ ok: false, sentence: expect.stringContaining('s, puis') as string });
    again.env.time += 60_000;
    expect(await right()).toEqual({ ok: true });
    again.tablet.lockForGood();
    expect(await again.tablet.unlock(world.server.worker, WRONG)).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
  });

  test('a try is counted before it is tried: pulling the battery forgives nothing', async () => {
    const world = await newWorld();
    for (let tries = 0; tries < 5; tries += 1) {
      let trying: () => void = () => undefined;
      const tried = new Promise<void>((resolve) => { trying = resolve; });
      const deriveCodeKey = (): Promise<never> => {
        trying();
        return new Promise(() => undefined);
      };
      const hanging = await openTablet({ ...world.env, deriveCodeKey });
      void hanging.unlock(world.server.worker, CODE);
      await tried;
    }
    const { tablet } = await restarted(world);
    expect(await tablet.unlock(world.server.worker, CODE)).toMatchObject({ ok: false, sentence: expect.stringContaining('Attendez') as string });
  });

  test('two workers, one tablet: each their own secrets, one journal; unsent entries stay', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const [left, right] = await withDoors(world);
    await note(world, left, 'absent');
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseSecrets(other, OTHERS);
    await note(world, right, 'refusal');
    tablet.lockForGood();
    expect(await tablet.unlock(server.worker, OTHER_CODE)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    expect(tablet.status().pending).toBe(4);
    await expect(tablet.chooseSecrets(other, SECRETS)).rejects.toThrow('déjà un code');
    const { floors } = await tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors.map(({ latest }) => [latest?.author, latest?.mine])).toEqual([['Awa', true], ['Benoît', false]]);
  });

  test('a code can be changed by its owner, who gives the old one first', async () => {
    const { tablet, server } = await newWorld();
    await expect(tablet.chooseSecrets(server.worker, OTHERS)).rejects.toThrow('d’abord le code actuel');
    await expect(tablet.chooseSecrets(server.worker, OTHERS, WRONG)).rejects.toThrow('Encore 4 essais');
    tablet.lockForGood();
    expect(await tablet.unlock(server.worker, OTHER_CODE)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    await tablet.chooseSecrets(server.worker, OTHERS, CODE);
    tablet.lockForGood();
    expect(await tablet.unlock(server.worker, CODE)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, OTHER_CODE)).toEqual({ ok: true });
  });

  test('an open tablet is no way to guess an old code: wrong ones make wait as at the lock', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    for (let tries = 0; tries < 5; tries += 1) await expect(tablet.chooseSecrets(server.worker, OTHERS, WRONG)).rejects.toThrow('pas le bon code');
    await expect(tablet.chooseSecrets(server.worker, OTHERS, CODE)).rejects.toThrow('Attendez');
    world.env.time += 30_001;
    await tablet.chooseSecrets(server.worker, OTHERS, CODE);
    tablet.lockForGood();
    expect(await tablet.unlock(server.worker, WRONG)).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
  });

  test('nobody changes the code of another, even with it, nor uses up their tries', async () => {
    const { tablet, server } = await newWorld();
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseSecrets(other, OTHERS);
    for (const old of [CODE, WRONG]) await expect(tablet.chooseSecrets(server.worker, OTHERS, old)).rejects.toThrow('déjà un code');
    tablet.lockForGood();
    expect(await tablet.unlock(server.worker, WRONG)).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
  });

  test('the device’s own lock opens it, and is asked before the secrets change', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseSecrets(other, { long: { opens: 'passkey', passkey: await tablet.makePasskey(other) }, short: SHORT });
    const again = await restarted(world);
    expect(again.tablet.workers()[1]).toMatchObject({ opens: 'passkey' });
    expect(await again.tablet.unlock(server.worker, null)).toMatchObject({ ok: false });
    expect(await again.tablet.unlock(other, null)).toEqual({ ok: true });
    await again.tablet.chooseSecrets(other, OTHERS, null);
    again.tablet.lockForGood();
    expect(await again.tablet.unlock(other, OTHER_CODE)).toEqual({ ok: true });
  });
});

describe('the warm lock', () => {
  test('six digits open it again at once; nothing is readable meanwhile', async () => {
    const { tablet, server } = await newWorld();
    tablet.lock();
    expect(tablet.state).toBe('resting');
    expect(tablet.currentWorker()?.id).toBe(server.worker);
    await expect(tablet.rounds()).rejects.toThrow('verrouillée');
    expect(await tablet.reopen(server.worker, SHORT)).toEqual({ ok: true });
    expect(tablet.state).toBe('unlocked');
  });

  test('after five wrong codes the key is gone and the long one is needed', async () => {
    const { tablet, server } = await newWorld();
    tablet.lock();
    for (let left = 4; left >= 1; left -= 1) expect(await tablet.reopen(server.worker, '000000')).toMatchObject({ ok: false, sentence: expect.stringContaining(`Encore ${left} essai`) as string });
    expect(tablet.state).toBe('resting');
    expect(await tablet.reopen(server.worker, '000000')).toMatchObject({ ok: false, sentence: expect.stringContaining('code long') as string });
    expect(tablet.state).toBe('locked');
    expect(await tablet.reopen(server.worker, SHORT)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, SHORT)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
  });

  test('a colleague takes the tablet up by their own six digits, as themselves', async () => {
    const { tablet, server } = await newWorld();
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseSecrets(other, OTHERS);
    tablet.lock();
    expect(await tablet.reopen(server.worker, OTHERS.short)).toMatchObject({ ok: false });
    expect(await tablet.reopen(server.worker, SHORT)).toEqual({ ok: true });
    expect(tablet.currentWorker()?.id).toBe(server.worker);
  });

  test('the key does not rest for longer than half a day’s work, nor over a restart', async () => {
    const world = await newWorld();
    world.tablet.lock();
    world.env.pass(4 * 3_600_000 + 1);
    expect(world.tablet.state).toBe('locked');
    const again = await restarted(world);
    expect(await again.tablet.reopen(world.server.worker, SHORT)).toMatchObject({ ok: false });
  });
});

describe('a code of before there were two', () => {
  const OLD = '271828';
  async function oldWorld(): Promise<World> {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    // As an older app left it: the same key, wrapped by six digits.
    const raw = await keyOf(world);
    const salt = world.env.random(16);
    const wrapped = await lockBytes(await dataKey(await world.env.deriveCodeKey(OLD, salt, OLD_COST)), `keys/${world.server.worker}`, raw, world.env.random);
    const db = new Database(world.env.databaseName);
    await db.keys.put({ worker: world.server.worker, salt, wrapped, failures: 0, lastFailure: null });
    db.close();
    return restarted(world);
  }

  test('opens, and makes way for two secrets without being asked again', async () => {
    const { tablet, server, env } = await oldWorld();
    expect(tablet.workers()[0]).toMatchObject({ opens: 'old' });
    expect(await tablet.unlock(server.worker, OLD)).toEqual({ ok: true });
    expect(tablet.currentWorker()?.opens).toBe('old');
    await tablet.chooseSecrets(server.worker, SECRETS);
    expect(tablet.status().pending).toBe(3);
    const again = await restarted({ tablet, server, env });
    expect(await again.tablet.unlock(server.worker, OLD)).toMatchObject({ ok: false });
    expect(await again.tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    const { floors } = await again.tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors[0]!.latest?.outcome).toBe('absent');
  });

  test('has nothing to rest on: the tablet locks for good', async () => {
    const { tablet, server } = await oldWorld();
    await tablet.unlock(server.worker, OLD);
    tablet.lock();
    expect(tablet.state).toBe('locked');
  });
});

/** The data key, as whoever knows the long code gets it. */
async function keyOf({ env, server }: World): Promise<Uint8Array<ArrayBuffer>> {
  const db = new Database(env.databaseName);
  const { salt, wrapped } = (await db.keys.get(server.worker)) as KeyRow;
  db.close();
  return unlockBytes(await dataKey(await env.deriveCodeKey(CODE, salt, OLD_COST)), `keys/${server.worker}`, wrapped);
}
