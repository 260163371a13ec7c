import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { CODE, newWorld, restarted } from '../testing/tablet';
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
    await again.tablet.unlock(world.server.worker, CODE);
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
    for (const name of world.server.files.keys()) world.server.files.set(name, new TextEncoder().encode('other'));
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

describe('the basemap', () => {
  const MIB = 1024 * 1024;
  const streets = (size: number, seed: number) => Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8) * 7 + seed) & 255);
  const parts = (world: Awaited<ReturnType<typeof newWorld>>) => downloads(world).filter(({ path }) => path.startsWith('files/basemap'));

  it('comes in parts over several exchanges, goes on where it was cut, and is read anywhere', async () => {
    const world = await newWorld();
    const bytes = streets(5 * MIB + 123, 1);
    await world.server.offer('basemap', bytes);
    await world.tablet.exchangeNow();
    expect(await world.tablet.basemap()).toBeNull();
    expect(parts(world)).toHaveLength(4);
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    await again.tablet.exchangeNow();
    const basemap = (await again.tablet.basemap())!;
    expect(parts(world)).toHaveLength(6);
    expect(await basemap.read(MIB - 3, 7)).toEqual(bytes.slice(MIB - 3, MIB + 4));
    expect(await basemap.read(5 * MIB + 100, 500)).toEqual(bytes.slice(5 * MIB + 100));
  });

  it('stays the one before until the next is whole, and goes when none is named', async () => {
    const world = await newWorld();
    const first = streets(1000, 2);
    await world.server.offer('basemap', first);
    await world.tablet.exchangeNow();
    await world.server.offer('basemap', streets(5 * MIB, 3));
    await world.tablet.exchangeNow();
    expect(await (await world.tablet.basemap())!.read(0, 1000)).toEqual(first);
    await world.tablet.exchangeNow();
    expect(await (await world.tablet.basemap())!.read(0, 1000)).toEqual(streets(1000, 3));
    world.server.bundle = { ...world.server.bundle, files: [] };
    world.server.bundleHash = 'without';
    await world.tablet.exchangeNow();
    expect(await world.tablet.basemap()).toBeNull();
  });

  it('is refused when its bytes are not those that were named', async () => {
    const world = await newWorld();
    await world.server.offer('basemap', streets(1000, 4));
    for (const name of world.server.files.keys()) world.server.files.set(name, streets(1000, 5));
    await world.tablet.exchangeNow();
    expect(await world.tablet.basemap()).toBeNull();
    expect(world.tablet.status().trouble).not.toBeNull();
  });
});
