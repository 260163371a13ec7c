import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { namedDoor, sealNames } from '../../../office/src/names';
import { fromBase64Url } from '../../../sealing/base64url';
import { newWorld, withDoors, type World } from '../testing/tablet';

const CASE = '7f0c1f3e-52a7-4b4e-9a43-0b1c5d1f7a10';
const OPENING = 'a2b0a8f2-6f5a-4c1f-8f7a-2a2f1f9f0001';

/** A case of another tablet, as the server tells it: without its door. */
async function tellCase({ server }: World, state = 'open'): Promise<void> {
  const said = { day: '2026-11-20', round: server.round, entrance: server.entrance, due: '2026-11-30', slot: null, owner: null };
  const entry = { ...said, kind: 'case', id: OPENING, matter: 'call_back', theme: null, service: null, consent: 'call_back', state: 'open' };
  const step = { ...said, kind: 'case_step', id: 'a2b0a8f2-6f5a-4c1f-8f7a-2a2f1f9f0002', after: [OPENING], state, attempt: null, reason: 'linked' };
  await server.offer(`cases/${server.round}`, JSON.stringify({ cases: [{ case: CASE, entries: state === 'open' ? [entry] : [entry, step] }], people: [], services: [] }));
}

interface Swap { round?: string; organisation?: string; device?: string; until?: string; recipient?: string; entrance?: string }

/** As a coordinator's browser seals it. */
async function offerNames({ server }: World, door: string | null, swap: Swap = {}): Promise<void> {
  const opened = { entry: OPENING, door, visit: CASE, identity: [['name', 'Inventée'], ['phone', '0600000000'], ['comment', 'le soir']] as [string, string][] };
  const line = namedDoor({ case: CASE, entry: OPENING, entrance: swap.entrance ?? server.entrance, sealed: '' }, opened);
  expect(line).toEqual({ case: CASE, entrance: line.entrance, door, visit: null, names: { name: 'Inventée', telephone: '0600000000' } });
  const mine = [...server.devices.values()].at(-1);
  const head = { round: swap.round ?? server.round, organisation: swap.organisation ?? server.bundle.organisation.id, until: swap.until ?? '2099-12-31' };
  const sealed = await sealNames(head, { id: swap.device ?? mine?.device.id ?? '', recipient: swap.recipient ?? mine?.recipient ?? '' }, [line]);
  await server.offer(`names/${server.round}`, fromBase64Url(sealed));
}

describe('names of a round', () => {
  it('show at the door and among the promises, and tell the door of another tablet’s case', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [door] = await withDoors(world);
    await tellCase(world);
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toEqual([]);
    await offerNames(world, door);
    await tablet.exchangeNow();
    const named = { name: 'Inventée', telephone: '0600000000' };
    expect(await tablet.casesAt([door])).toMatchObject([{ id: CASE, door, named }]);
    const [entrance] = await tablet.promises(server.round);
    expect(entrance?.cases).toMatchObject([{ id: CASE, named, at: { id: door } }]);
  });

  it('go when the file leaves the bundle, and when the case ends', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [door] = await withDoors(world);
    await tellCase(world);
    await offerNames(world, door);
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toHaveLength(1);
    await tellCase(world, 'closed');
    await tablet.exchangeNow();
    expect((await tablet.promises(server.round)).flatMap(({ cases }) => cases)).not.toMatchObject([{ named: { name: 'Inventée' } }]);
    await tellCase(world);
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toHaveLength(1);
    server.bundle = { ...server.bundle, files: (server.bundle.files ?? []).filter(({ name }) => !name.startsWith('names/')) };
    server.bundleHash = 'without';
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toEqual([]);
  });

  it.each<[string, Swap]>([
    ['another round', { round: CASE }],
    ['another organisation', { organisation: CASE }],
    ['another tablet', { device: CASE }],
    ['a round that is over', { until: '2020-01-01' }],
    ['an entrance that is not of the round', { entrance: CASE }],
  ])('of %s are not believed', async (_name, swap) => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    await tellCase(world);
    await offerNames(world, door, swap);
    await world.tablet.exchangeNow();
    expect(await world.tablet.casesAt([door])).toEqual([]);
    expect((await world.tablet.promises(world.server.round)).flatMap(({ cases }) => cases)).toMatchObject([{ named: null }]);
  });

  it('sealed to somebody else, or damaged, change nothing', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [door] = await withDoors(world);
    await tellCase(world);
    await offerNames(world, door, { recipient: server.organisation.recipient });
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toEqual([]);
    await server.offer(`names/${server.round}`, 'age-encryption.org/v1\nrien');
    await tablet.exchangeNow();
    expect((await tablet.promises(server.round)).flatMap(({ cases }) => cases)).toMatchObject([{ named: null }]);
  });
});
