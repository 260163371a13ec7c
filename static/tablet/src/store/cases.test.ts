import 'fake-indexeddb/auto';

import { describe, expect, it } from 'vitest';

import { open } from '../../../sealing/age';
import type { CaseNote } from '../domain/followups';
import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

const ELSEWHERE = '7f0c1f3e-52a7-4b4e-9a43-0b1c5d1f7a10';

function callBack({ server }: World, door: string | null, visit: string | null, more: Partial<CaseNote> = {}): CaseNote {
  return { round: server.round, entrance: server.entrance, door, visit, matter: 'call_back', consent: 'call_back', due: '2026-11-24', ...more };
}

/** What the server would tell the round's tablets of the cases that it has. */
async function tellCases({ server }: World, extra: Record<string, unknown>[] = []): Promise<void> {
  const said = [...server.kept.values()].map(({ clear }) => JSON.parse(clear) as Record<string, unknown>).filter(({ kind }) => kind === 'case' || kind === 'case_step');
  const cases = new Map<unknown, unknown[]>();
  for (const { case: id, ...entry } of [...said, ...extra]) cases.set(id, [...(cases.get(id) ?? []), entry]);
  const people = [...server.bundle.workers, { id: ELSEWHERE, name: 'Collègue' }];
  await server.offer(`cases/${server.round}`, JSON.stringify({ cases: [...cases].map(([id, entries]) => ({ case: id, entries })), people, services: [] }));
}

/** Pushes, then takes in what the server tells by then. */
async function exchanged(world: World): Promise<void> {
  await world.tablet.exchangeNow();
  await tellCases(world);
  await world.tablet.exchangeNow();
}

const lines = async ({ tablet, server }: World) => (await tablet.promises(server.round)).flatMap(({ cases }) => cases);

describe('a case', () => {
  it('is durable at once, knows its door after a restart, and says neither door nor name in clear', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    const visit = await note(world, door, 'exchange');
    await world.tablet.openCase(callBack(world, door, visit, { identity: { name: 'Inventée', phone: '0600000000' }, owner: world.server.worker }));
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    const [card] = await again.tablet.casesAt([door]);
    expect(card).toMatchObject({ matter: 'call_back', state: 'open', due: '2026-11-24', mine: true, waiting: true, door });
    await again.tablet.exchangeNow();
    const kept = [...world.server.kept.values()].find(({ clear }) => clear.includes('"kind":"case"'));
    expect(kept?.clear).not.toMatch(/Inventée|0600|made_at|device|author/u);
    expect(kept?.clear).not.toContain(door);
    const sealed = JSON.parse(new TextDecoder().decode(await open(kept?.sealed ?? new Uint8Array(), world.server.organisation.privateKey))) as Record<string, unknown>;
    expect(sealed).toMatchObject({ door, visit, identity: { name: 'Inventée', phone: '0600000000' } });
  });

  it('keeps no name where the person agreed to nothing', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    await world.tablet.openCase(callBack(world, door, null, { matter: 'referral', consent: 'none', identity: { name: 'Inventée' } }));
    await world.tablet.exchangeNow();
    const kept = [...world.server.kept.values()].find(({ sealed }) => sealed !== null);
    const sealed = new TextDecoder().decode(await open(kept?.sealed ?? new Uint8Array(), world.server.organisation.privateKey));
    expect(sealed).not.toContain('Inventée');
  });

  it('is tried and closed, before the server and after it, with the same steps', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    const id = await world.tablet.openCase(callBack(world, door, null));
    await world.tablet.stepCase({ case: id, attempt: 'no_answer', due: '2026-11-26' });
    await exchanged(world);
    expect(await world.tablet.casesAt([door])).toMatchObject([{ attempts: 1, due: '2026-11-26', waiting: false, state: 'open' }]);
    await world.tablet.stepCase({ case: id, attempt: 'reached', state: 'closed', reason: 'linked' });
    expect(await world.tablet.casesAt([door])).toMatchObject([{ attempts: 2, state: 'closed', reason: 'linked', keeping: 'kept', waiting: true }]);
    await exchanged(world);
    expect(await world.tablet.casesAt([door])).toMatchObject([{ attempts: 2, state: 'closed', waiting: false }]);
    expect(world.tablet.status().pending).toBe(0);
  });

  it('of another tablet shows its entrance, is followed here, and leaves its door unknown', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const other = { kind: 'case', id: 'a2b0a8f2-6f5a-4c1f-8f7a-2a2f1f9f0001', case: ELSEWHERE, day: '2026-11-20', round: server.round, entrance: server.entrance, matter: 'call_back', theme: null, service: null, consent: 'call_back', state: 'open', due: '2026-11-20', slot: null, owner: ELSEWHERE };
    await tellCases(world, [other]);
    await tablet.exchangeNow();
    expect(await lines(world)).toMatchObject([{ id: ELSEWHERE, keeping: 'late', door: null, owner: { name: 'Collègue' }, mine: false }]);
    await tablet.stepCase({ case: ELSEWHERE, attempt: 'absent' });
    expect(await lines(world)).toMatchObject([{ attempts: 1, waiting: true }]);
    await tablet.exchangeNow();
    const step = [...server.kept.values()].map(({ clear }) => JSON.parse(clear) as Record<string, unknown>).find(({ kind }) => kind === 'case_step');
    expect(step).toMatchObject({ case: ELSEWHERE, after: [other.id], attempt: 'absent', owner: ELSEWHERE, due: '2026-11-20' });
  });

  it('may not be passed on without consent, nor stand where its matter does not lead', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    const id = await world.tablet.openCase(callBack(world, door, null, { matter: 'referral', consent: 'call_back' }));
    await expect(world.tablet.stepCase({ case: id, state: 'sent' })).rejects.toThrow('ne peut pas en être là');
    await expect(world.tablet.stepCase({ case: ELSEWHERE })).rejects.toThrow('plus connue ici');
    expect(await world.tablet.casesAt([door])).toMatchObject([{ state: 'proposed' }]);
  });

  it('asks whether it holds when the visit is withdrawn, and is never closed by itself', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [door] = await withDoors(world);
    const visit = await note(world, door, 'exchange');
    const id = await tablet.openCase(callBack(world, door, visit));
    expect(await tablet.casesAt([door])).toMatchObject([{ doubtful: false }]);
    await tablet.withdraw({ round: server.round, entrance: server.entrance, entry: visit });
    expect(await tablet.casesAt([door])).toMatchObject([{ doubtful: true, state: 'open' }]);
    await tablet.keepCase(id);
    expect(await tablet.casesAt([door])).toMatchObject([{ doubtful: false, state: 'open' }]);
  });

  it('goes with its door when its round is over, and not before the server has it', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [door] = await withDoors(world);
    await tablet.openCase(callBack(world, door, null));
    server.faults = [() => Promise.reject(new TypeError('Failed to fetch'))];
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toHaveLength(1);
    await exchanged(world);
    expect(await tablet.casesAt([door])).toHaveLength(1);
    server.bundle = { ...server.bundle, rounds: [], files: [] };
    server.bundleHash = 'over';
    await tablet.exchangeNow();
    expect(await tablet.casesAt([door])).toEqual([]);
  });

  it('of a procedure says nothing but that, and does not stand in the lists', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    await world.tablet.openCase(callBack(world, door, null, { matter: 'procedure', consent: 'none', owner: world.server.worker }));
    expect(await lines(world)).toEqual([]);
    await exchanged(world);
    const [kept] = [...world.server.kept.values()].map(({ clear }) => JSON.parse(clear) as Record<string, unknown>).filter(({ kind }) => kind === 'case');
    expect(kept).toMatchObject({ matter: 'procedure', state: 'triggered', due: null, owner: null, theme: null, service: null });
  });

  it('is never shown at a door that asks us to stay away', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    await world.tablet.openCase(callBack(world, door, null));
    expect(await lines(world)).toHaveLength(1);
    await note(world, door, 'opposition');
    expect(await lines(world)).toEqual([]);
  });
});
