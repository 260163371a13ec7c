import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

const HOUR = 3_600_000;
const at = ({ server }: World) => ({ round: server.round, entrance: server.entrance });
const began = async (world: World) => new Date((await front(world)).session!.startedAt).toISOString();
const front = async (world: World) => world.tablet.facade(world.server.round, world.server.entrance);

describe('a session', () => {
  test('begins with the first note, and is one for all of them', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    expect((await front(world)).session).toBeNull();
    await note(world, left, 'absent');
    world.env.time += HOUR;
    await note(world, right, 'absent');
    expect((await front(world)).session).toMatchObject({ mode: 'doors', workers: [{ id: world.server.worker }] });
    expect(await began(world)).toBe('2026-11-23T09:00:00.000Z');
    await world.tablet.exchangeNow();
    expect(world.server.changes.map(({ type }) => type).sort()).toEqual(['doors', 'session', 'visit', 'visit']);
  });

  test('ends by its button, after three hours, or with the day; the next note begins another', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    await world.tablet.endSession(at(world));
    await world.tablet.endSession(at(world));
    expect((await front(world)).session).toBeNull();
    world.env.time += 60_000;
    await note(world, left, 'absent');
    expect(await began(world)).toBe('2026-11-23T09:01:00.000Z');
    world.env.time += 3 * HOUR;
    expect((await front(world)).session).toBeNull();
    await note(world, left, 'absent');
    expect(await began(world)).toBe('2026-11-23T12:01:00.000Z');
    world.env.time = Date.parse('2026-11-24T00:00:01+01:00');
    expect((await front(world)).session).toBeNull();
  });

  test('who is there and how: corrected without another beginning, and the same people go on to the next entrance', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    const [worker, other] = world.server.bundle.workers.map(({ id }) => id);
    world.env.time += 60_000;
    await world.tablet.setSession({ ...at(world), mode: 'hall', workers: [worker!, other!] });
    expect((await front(world)).session).toMatchObject({ mode: 'hall', workers: [{ id: worker }, { id: other }] });
    expect(await began(world)).toBe('2026-11-23T09:00:00.000Z');
    const next = world.server.bundle.entrances[1]!.id;
    await world.tablet.noteEncounter({ round: world.server.round, entrance: next, place: 'outside', outcome: 'brief' });
    expect((await world.tablet.facade(world.server.round, next)).session).toMatchObject({ mode: 'outside', workers: [{ id: worker }, { id: other }] });
    await expect(world.tablet.setSession({ ...at(world), mode: 'hall', workers: [] })).rejects.toThrow('au moins une personne');
  });

  test('counts people, tap by tap, also through a restart; a tap too many is taken back', async () => {
    const world = await newWorld();
    for (let tap = 0; tap < 5; tap += 1) await world.tablet.countPeople({ ...at(world), adults: 1, children: 0 });
    await world.tablet.countPeople({ ...at(world), adults: 0, children: 1 });
    await world.tablet.countPeople({ ...at(world), adults: -1, children: 0 });
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    expect((await front(again)).session).toMatchObject({ mode: 'hall', adults: 4, children: 1 });
    await expect(again.tablet.countPeople({ ...at(world), adults: 0, children: 0 })).rejects.toThrow('une personne');
  });
});

describe('somebody met at no door', () => {
  test('is no door, opens a form of its own, and can be taken back', async () => {
    const world = await newWorld();
    await withDoors(world);
    const form = { id: 'contact', version: '1', hash: world.server.bundle.forms[0]!.hash };
    const met = await world.tablet.noteEncounter({ ...at(world), place: 'hall', outcome: 'exchange', draft: { id: 'draft', form, state: '<x/>', position: 0 } });
    expect((await front(world)).encounters).toMatchObject([{ id: met, place: 'hall', outcome: 'exchange', draft: true, light: 'tablet' }]);
    expect(await world.tablet.draftOf(met)).toMatchObject({ door: null, visit: met });
    const draft = (await world.tablet.openDraft())!;
    await world.tablet.finishDraft(draft, { lives_alone: 'yes' }, { name: 'Camille Exemple' });
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ doors: 2, visited: 0, contacts: 0, encounters: 1 });
    await world.tablet.withdraw({ ...at(world), entry: met });
    expect((await front(world)).encounters).toEqual([]);
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ encounters: 0 });
  });
});

describe('floors taken', () => {
  test('the last word of today, and given back', async () => {
    const world = await newWorld();
    await world.tablet.takeFloors({ ...at(world), floors: { from: 1, to: 4 } });
    await world.tablet.takeFloors({ ...at(world), floors: { from: 5, to: 8 } });
    expect((await front(world)).takings).toMatchObject([{ mine: true, from: 5, to: 8 }]);
    expect((await front(world)).session).toBeNull();
    await world.tablet.takeFloors({ ...at(world), floors: null });
    expect((await front(world)).takings).toEqual([]);
    await world.tablet.takeFloors({ ...at(world), floors: { from: 0, to: 2 } });
    world.env.time += 24 * HOUR;
    expect((await front(world)).takings).toEqual([]);
    await expect(world.tablet.takeFloors({ ...at(world), floors: { from: 4, to: 1 } })).rejects.toThrow('étage');
  });
});

describe('a promise and an opposition', () => {
  test('the day that was promised; an opposition holds until it is lifted', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await world.tablet.noteVisit({ ...at(world), door: left, outcome: 'come_back', slot: 'late_afternoon', day: '2026-11-24' });
    await world.tablet.noteVisit({ ...at(world), door: right, outcome: 'opposition' });
    const doors = async () => (await front(world)).floors[0]!.doors;
    expect(await doors()).toMatchObject([{ due: '2026-11-24', opposed: false }, { due: null, opposed: true }]);
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ comeBack: 1, due: 0, spared: 0 });
    world.env.time += 24 * HOUR;
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ comeBack: 1, due: 1 });
    await note(world, left, 'opposition');
    await note(world, right, 'exchange');
    expect(await doors()).toMatchObject([{ due: null, opposed: true }, { opposed: true, latest: { outcome: 'exchange' } }]);
    await world.tablet.liftOpposition({ ...at(world), door: right });
    expect(await doors()).toMatchObject([{ opposed: true }, { opposed: false }]);
    await expect(world.tablet.noteVisit({ ...at(world), door: left, outcome: 'absent', day: '2026-11-25' })).rejects.toThrow('créneau');
  });
});

describe('doors as they really stand', () => {
  test('two that are one: passages add up, a household is counted once, and it can be taken back', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await note(world, left, 'absent');
    await note(world, right, 'refusal');
    await world.tablet.mergeDoor({ ...at(world), door: left, into: right });
    const [one] = (await front(world)).floors[0]!.doors;
    expect(one).toMatchObject({ id: right, history: [{ outcome: 'refusal' }, { outcome: 'absent' }], merged: [{ id: left, side: 'left' }] });
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ doors: 1, visited: 1 });
    await world.tablet.mergeDoor({ ...at(world), door: left, into: null });
    expect((await front(world)).floors[0]!.doors.map(({ history }) => history.length)).toEqual([1, 1]);
    await expect(world.tablet.mergeDoor({ ...at(world), door: left, into: left })).rejects.toThrow('elle-même');
  });

  test('adding a door that was found to be another parts them again', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await world.tablet.mergeDoor({ ...at(world), door: left, into: right });
    await world.tablet.addDoors({ ...at(world), doors: [{ floor: 3, side: 'left', number: null, letter: null }] });
    expect((await front(world)).floors[0]!.doors.map(({ id }) => id)).toEqual([left, right]);
  });

  test('one that is two: renamed and added in one step', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const label = (number: number | null, letter: string | null) => ({ side: null, number, letter });
    await world.tablet.splitDoor({ ...at(world), door: left, label: label(12, 'A'), other: label(12, 'B') });
    const doors = (await front(world)).floors[0]!.doors;
    expect(doors.map(({ number, letter, side }) => [number, letter, side])).toEqual([[null, null, 'right'], [12, 'A', null], [12, 'B', null]]);
    expect(doors[1]!.id).toBe(left);
    await expect(world.tablet.splitDoor({ ...at(world), door: left, label: label(12, 'C'), other: label(12, 'B') })).rejects.toThrow('déjà ce nom');
    await expect(world.tablet.splitDoor({ ...at(world), door: left, label: label(12, 'C'), other: { side: 'left', number: null, letter: null } })).rejects.toThrow('garde ce nom');
  });

  test('on another floor', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await world.tablet.moveDoor({ ...at(world), door: left, floor: 4 });
    expect((await front(world)).floors.map(({ floor, doors }) => [floor, doors.map(({ id }) => id === left)])).toEqual([[4, [true]], [3, [false]]]);
    await expect(world.tablet.moveDoor({ ...at(world), door: left, floor: 99 })).rejects.toThrow('étage');
  });
});

test('two tablets at one entrance: both true, and after an exchange both see both', async () => {
  const world = await newWorld();
  const [left, right] = await withDoors(world);
  await world.tablet.exchangeNow();
  const device = { device: '00000000-0000-4000-8000-0000000000d2', author: world.server.bundle.workers[1]!.id, round: world.server.round };
  const feed = (type: string, counter: number, said: object) => {
    const moment = '2026-11-23T10:30:00.000+01:00';
    world.server.changes.push({
      number: world.server.changes.length + 1, epoch: world.server.epoch, entrance: world.server.entrance, id: `01a207a6-e233-7000-8000-00000000000${counter}`, type,
      ...device, counter, seen: null, made_at: moment, corrected_at: moment, ...said,
    } as never);
  };
  feed('visit', 1, { door: left, outcome: 'refusal', slot: null, replaces: null, paper: null, day: null });
  feed('taking', 2, { floors: { from: 5, to: 8 } });
  world.env.time += 40 * 60_000;
  await note(world, left, 'absent');
  await note(world, right, 'exchange');
  await world.tablet.exchangeNow();
  const facade = await front(world);
  expect(facade.floors[0]!.doors[0]!.history.map(({ outcome, light }) => [outcome, light])).toEqual([['absent', 'server'], ['refusal', 'server']]);
  expect(facade.takings).toMatchObject([{ mine: false, from: 5, to: 8, name: world.server.bundle.workers[1]!.name }]);
});
