import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import { openTablet } from '../sync/open-tablet';
import { CODE, newWorld, note, restarted, withDoors } from '../testing/tablet';

describe('codes', () => {
  test('a tablet opens again with the code, and shows what was noted', async () => {
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

  test('six digits at least', async () => {
    const { tablet, server } = await newWorld();
    for (const code of ['12345', '', '12345a', '１２３４５６']) await expect(tablet.chooseCode(server.worker, code)).rejects.toThrow('6\u00a0chiffres');
  });

  test('five tries are free; then waits grow, over restarts and a clock set back', async () => {
    const world = await newWorld();
    world.tablet.lock();
    for (let left = 4; left >= 1; left -= 1) {
      const tried = await world.tablet.unlock(world.server.worker, '000000');
      expect(tried).toMatchObject({ ok: false, sentence: expect.stringContaining(`Encore ${left} essai`) as string });
    }
    await world.tablet.unlock(world.server.worker, '000000');
    const again = await restarted(world);
    const right = () => again.tablet.unlock(world.server.worker, CODE);
    expect(await right()).toMatchObject({ ok: false, sentence: expect.stringContaining('30\u00a0s') as string });
    again.env.time -= 3_600_000;
    expect(await right()).toMatchObject({ ok: false });
    again.env.time += 3_600_000 + 30_001;
    expect(await again.tablet.unlock(world.server.worker, '000000')).toMatchObject({ ok: false });
    again.env.time += 30_001;
    expect(await right()).toMatchObject({ ok: false, sentence: expect.stringContaining('s, puis') as string });
    again.env.time += 60_000;
    expect(await right()).toEqual({ ok: true });
    again.tablet.lock();
    expect(await again.tablet.unlock(world.server.worker, '000000')).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
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

  test('two workers, one tablet: each an own code, one journal; unsent entries stay', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    const [left, right] = await withDoors(world);
    await note(world, left, 'absent');
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseCode(other, '314159');
    await note(world, right, 'refusal');
    tablet.lock();
    expect(await tablet.unlock(server.worker, '314159')).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    expect(tablet.status().pending).toBe(4);
    await expect(tablet.chooseCode(other, '999999')).rejects.toThrow('déjà un code');
    const { floors } = await tablet.facade(server.round, server.entrance);
    expect(floors[0]!.doors.map(({ latest }) => [latest?.author, latest?.mine])).toEqual([['Awa', true], ['Benoît', false]]);
  });

  test('a code can be changed by its owner, who gives the old one first', async () => {
    const { tablet, server } = await newWorld();
    await expect(tablet.chooseCode(server.worker, '314159')).rejects.toThrow('d’abord le code actuel');
    await expect(tablet.chooseCode(server.worker, '314159', '000000')).rejects.toThrow('Encore 4 essais');
    tablet.lock();
    expect(await tablet.unlock(server.worker, '314159')).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
    await tablet.chooseCode(server.worker, '314159', CODE);
    tablet.lock();
    expect(await tablet.unlock(server.worker, CODE)).toMatchObject({ ok: false });
    expect(await tablet.unlock(server.worker, '314159')).toEqual({ ok: true });
  });

  test('an open tablet is no way to guess an old code: wrong ones make wait as at the lock', async () => {
    const world = await newWorld();
    const { tablet, server } = world;
    for (let tries = 0; tries < 5; tries += 1) await expect(tablet.chooseCode(server.worker, '314159', '000000')).rejects.toThrow('pas le bon code');
    await expect(tablet.chooseCode(server.worker, '314159', CODE)).rejects.toThrow('Attendez');
    world.env.time += 30_001;
    await tablet.chooseCode(server.worker, '314159', CODE);
    tablet.lock();
    expect(await tablet.unlock(server.worker, '000000')).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
  });

  test('nobody changes the code of another, even with it, nor uses up their tries', async () => {
    const { tablet, server } = await newWorld();
    const other = server.bundle.workers[1]!.id;
    await tablet.chooseCode(other, '314159');
    for (const old of [CODE, '000000']) await expect(tablet.chooseCode(server.worker, '999999', old)).rejects.toThrow('déjà un code');
    tablet.lock();
    expect(await tablet.unlock(server.worker, '000000')).toMatchObject({ sentence: expect.stringContaining('Encore 4') as string });
  });
});
