import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { newWorld, restarted } from '../testing/tablet';
import { lost } from '../testing/server';

const text = (file: { bytes: Uint8Array } | null) => file && new TextDecoder().decode(file.bytes);
const downloads = ({ server }: Awaited<ReturnType<typeof newWorld>>) => server.requests.filter(({ path }) => path.startsWith('files/'));

describe('files that the bundle names', () => {
  it('come once, are kept over a restart, and are fetched again only when they are others', async () => {
    const world = await newWorld();
    await world.server.offer('directory', '{"services":[]}');
    await world.tablet.exchangeNow();
    await world.tablet.exchangeNow();
    expect(text(await world.tablet.file('directory'))).toBe('{"services":[]}');
    expect(downloads(world)).toHaveLength(1);
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, '271828');
    expect(text(await again.tablet.file('directory'))).toBe('{"services":[]}');
    await world.server.offer('directory', '{"services":[1]}');
    await again.tablet.exchangeNow();
    expect(text(await again.tablet.file('directory'))).toBe('{"services":[1]}');
  });

  it('stay as they were while the new state cannot be had, and hold up nothing else', async () => {
    const world = await newWorld();
    await world.server.offer('cards', 'one');
    await world.tablet.exchangeNow();
    await world.server.offer('cards', 'two');
    world.server.files.clear();
    await world.tablet.exchangeNow();
    expect(text(await world.tablet.file('cards'))).toBe('one');
    expect(world.tablet.status().trouble).toBeNull();
    world.server.faults = [lost];
    await world.tablet.exchangeNow();
    expect(text(await world.tablet.file('cards'))).toBe('one');
  });

  it('are refused when their bytes are not those that were named', async () => {
    const world = await newWorld();
    await world.server.offer('cards', 'one');
    for (const name of world.server.files.keys()) world.server.files.set(name, 'other');
    await world.tablet.exchangeNow();
    expect(await world.tablet.file('cards')).toBeNull();
  });

  it('go when the bundle names them no more', async () => {
    const world = await newWorld();
    await world.server.offer('cases/one', 'kept');
    await world.tablet.exchangeNow();
    world.server.bundle = { ...world.server.bundle, files: [] };
    world.server.bundleHash = 'without';
    await world.tablet.exchangeNow();
    expect(await world.tablet.file('cases/one')).toBeNull();
  });
});
