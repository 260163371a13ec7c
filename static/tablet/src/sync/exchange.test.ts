import 'fake-indexeddb/auto';

import { describe, expect, test, vi } from 'vitest';

import { makeKeyPair, open, type KeyPair } from '../../../sealing/age';
import { rotationProof } from '../../../sealing/rotation';
import type { BundleRotation } from '../domain/bundle';
import type { AnyLogEntry } from '../domain/entries';
import { digestOf } from '../domain/envelope';
import { fromBase64Url } from '../../../sealing/base64url';
import { captivePortal, lost, lostAnswer, status, through, type Fault } from '../testing/server';
import { twoWindows, testEnvironment } from '../testing/surroundings';
import { CODE, newWorld, note, OTHER_CODE, OTHERS, restarted, withDoors, type World } from '../testing/tablet';
import { cursorsOf } from '../store/receiving';
import { FACTS, type Store } from '../store/store';
import { openTablet } from './open-tablet';

const visits = ({ server }: World) => server.changes.filter(({ type }) => type === 'visit');
const sent = ({ server }: World) => server.requests.filter(({ path }) => path === 'entries');
const settled = () => new Promise((resolve) => setTimeout(resolve, 30));

async function latest({ tablet, server }: World) {
  const { floors } = await tablet.facade(server.round, server.entrance);
  return floors[0]!.doors.map((door) => door.latest);
}

/** What another tablet of the team noted. */
function elsewhere({ server }: World, entry: Partial<AnyLogEntry> & { kind: AnyLogEntry['kind'] }): void {
  const id = crypto.randomUUID();
  const made = { id, entrance: server.entrance, device: '11111111-1111-4111-8111-111111111111', counter: 1, seen: null, made_at: '2026-11-23T09:00:00.000+01:00' };
  const who = { clock_error_ms: null, author: server.bundle.workers[1]!.id, round: server.round, slot: null, replaces: null };
  server.changes.push(server.changeOf({ ...made, ...who, ...entry } as AnyLogEntry));
}

describe('sending', () => {
  test('a full disk while receipts come: everything is kept and pending, and the sentence speaks of the exchange', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    const { pending } = world.tablet.status();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => { throw new DOMException('The disk is full.', 'QuotaExceededError'); });
    await world.tablet.exchangeNow();
    vi.restoreAllMocks();
    expect(world.tablet.status()).toMatchObject({ pending, trouble: expect.stringContaining('l’échange s’est arrêté. Tout ce qui est noté est gardé ici') as string });
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 0, trouble: null });
    expect(visits(world)).toHaveLength(1);
  });

  test.each<[string, Fault[], string | null]>([
    ['no network', [lost], null],
    ['the answer is lost', [lostAnswer], null],
    ['the answer is lost twice', [lostAnswer, lostAnswer], null],
    ['a server error', [status(503)], null],
    ['too many requests', [status(429)], null],
    ['too large', [status(413)], null],
    ['a captive portal', [captivePortal], 'Wi-Fi'],
    ['an empty page', [() => Promise.resolve(new Response(''))], 'Wi-Fi'],
    ['JSON that is not ours', [() => Promise.resolve(Response.json({ ok: true }))], 'Wi-Fi'],
    ['a redirection', [() => Promise.resolve(Response.redirect('http://portal.example/'))], 'Wi-Fi'],
    ['a server that does not know us', [status(401)], 'ne reconnaît plus'],
  ])('%s: everything is kept, and arrives once', async (_what, faults, trouble) => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await note(world, left, 'absent');
    await note(world, right, 'refusal');
    world.server.faults = faults;
    await world.tablet.exchangeNow();
    if (world.tablet.status().pending > 0) {
      if (trouble === null) expect(world.tablet.status().trouble).toBeNull();
      else expect(world.tablet.status().trouble).toContain(trouble);
      expect((await latest(world)).map((visit) => visit?.light)).toEqual(['tablet', 'tablet']);
    }
    for (let tries = 0; tries < 3; tries += 1) await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 0, trouble: null });
    expect((await latest(world)).map((visit) => visit?.light)).toEqual(['server', 'server']);
    expect(visits(world)).toHaveLength(2);
  });

  test('a retry sends the same bytes, also after a restart', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    world.server.faults = [lost];
    await world.tablet.exchangeNow();
    const again = await restarted(world);
    await again.tablet.exchangeNow();
    const [first, ...later] = sent(world).map(({ body }) => body.entries as { id: string; carrier: string }[]);
    const byId = (entries: { id: string; carrier: string }[]) => new Map(entries.map(({ id, carrier }) => [id, carrier]));
    expect(byId(later.flat())).toEqual(byId(first!));
  });

  test('nothing follows a portal’s redirection, and no cookie goes along', async () => {
    const world = await newWorld();
    await world.tablet.exchangeNow();
    for (const { init } of world.server.requests) expect(init).toMatchObject({ redirect: 'manual', credentials: 'omit', cache: 'no-store' });
  });

  test('a locked tablet sends', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    const { tablet } = await restarted(world);
    await tablet.exchangeNow();
    expect(tablet.state).toBe('locked');
    expect(tablet.status().pending).toBe(0);
    expect(visits(world)).toHaveLength(1);
  });

  test('a receipt for other bytes is no receipt', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const visit = await note(world, left, 'absent');
    const lying: Fault = async (_path, _body, answer) => {
      const body = (await (await answer()).json()) as { receipts: { id: string; digest: string }[] };
      for (const receipt of body.receipts) if (receipt.id === visit) receipt.digest = '0'.repeat(64);
      return Response.json(body);
    };
    world.server.faults = [lying];
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 1, trouble: expect.stringContaining('accusé réception') as string });
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 0, trouble: null });
  });

  test('a receipt of quarantine names the carrier; an accepted one may not', async () => {
    const world = await newWorld();
    await withDoors(world);
    const answering = (kind: string): Fault => async (_path, body) => {
      const receipts = (body.entries as { id: string; carrier: string }[]).map(async ({ id, carrier }) => ({
        id, status: kind, digest: await digestOf(fromBase64Url(carrier)),
      }));
      return Response.json({ epoch: world.server.epoch, server_time: 'x', receipts: await Promise.all(receipts) });
    };
    world.server.faults = [answering('accepted')];
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(1);
    world.server.faults = [answering('quarantined')];
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 0, trouble: expect.stringContaining('n’a pas su la lire') as string });
  });

  test('one entry that the server refuses holds up no other', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    const poison = await note(world, left, 'absent');
    await note(world, right, 'refusal');
    const refusing: Fault = (path, body, answer) =>
      path === 'entries' && (body.entries as { id: string }[]).some(({ id }) => id === poison)
        ? Promise.resolve(Response.json({ code: 'x' }, { status: 400 }))
        : answer();
    world.server.faults = Array.from({ length: 20 }, () => refusing);
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(1);
    expect(world.server.kept.size).toBe(3);
    world.server.faults = [];
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(0);
  });

  test('a network that lets 2 kB through at a time: everything arrives, entry by entry, also after a restart', async () => {
    let world = await newWorld();
    const [left, right] = await withDoors(world);
    for (let noted = 0; noted < 12; noted += 1) await note(world, noted % 2 ? left : right, 'absent');
    const narrow: Fault = (path, body, answer) =>
      path === 'entries' && JSON.stringify(body).length > 2_048 ? Promise.reject(new TypeError('The network broke.')) : answer();
    world.server.faults = Array.from({ length: 200 }, () => narrow);
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBeLessThan(13);
    world = await restarted(world);
    await world.tablet.unlock(world.server.worker, CODE);
    for (let tries = 0; tries < 3; tries += 1) await world.tablet.exchangeNow();
    world.server.faults = [];
    expect(world.tablet.status().pending).toBe(0);
    expect(visits(world)).toHaveLength(12);
    await world.tablet.exchangeNow();
    expect((await world.tablet.facade(world.server.round, world.server.entrance)).floors[0]!.doors.map(({ history }) => history.length)).toEqual([6, 6]);
  });

  test('batches halve after a failure and grow again', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await Promise.all(Array.from({ length: 60 }, () => note(world, left, 'absent')));
    const small: Fault = (path, body, answer) =>
      path === 'entries' && (body.entries as unknown[]).length > 30 ? Promise.resolve(Response.json({}, { status: 413 })) : answer();
    world.server.faults = Array.from({ length: 30 }, () => small);
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(0);
    expect(sent(world).map(({ body }) => (body.entries as unknown[]).length).slice(0, 3)).toEqual([62, 50, 25]);
    expect(visits(world)).toHaveLength(60);
  });
});

describe('receiving', () => {
  test('what others noted, with its order and its author', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    await world.tablet.exchangeNow();
    elsewhere(world, { kind: 'visit', door: left, outcome: 'opposition' });
    await world.tablet.exchangeNow();
    expect((await latest(world))[0]).toMatchObject({ outcome: 'opposition', author: 'Benoît', mine: false, light: 'server' });
    const next = await note(world, left, 'absent');
    await world.tablet.exchangeNow();
    const change = world.server.changes.find(({ id }) => id === next)!;
    expect(change).toMatchObject({ seen: { epoch: world.server.epoch, number: 2 } });
  });

  test('page by page, over several entrances, interrupted anywhere', async () => {
    const world = await newWorld();
    world.server.pageSize = 3;
    const second = world.server.bundle.entrances[1]!.id;
    for (const entrance of [world.server.entrance, second]) {
      for (let rank = 1; rank <= 7; rank += 1) {
        elsewhere(world, { kind: 'doors', entrance, doors: [{ id: crypto.randomUUID(), floor: rank, side: 'left', number: null, letter: null }] });
      }
    }
    for (let tries = 0; tries < 12; tries += 1) {
      world.server.faults = [through, lostAnswer];
      await world.tablet.exchangeNow();
    }
    world.server.faults = [];
    await world.tablet.exchangeNow();
    expect((await world.tablet.rounds())[0]!.entrances.map(({ doors }) => doors)).toEqual([7, 7]);
  });

  test('what cannot be applied is set aside, the rest is applied', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    world.server.strange = [{ type: 'photo', number: 900, entrance: world.server.entrance, id: crypto.randomUUID(), epoch: 'x' }, 'nonsense'];
    elsewhere(world, { kind: 'visit', door: left, outcome: 'brief' });
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ setAside: 2, trouble: null });
    expect((await latest(world))[0]).toMatchObject({ outcome: 'brief' });
    const again = await restarted(world);
    expect(again.tablet.status().setAside).toBe(2);
  });

  test('new rounds, workers and forms; a form is kept only if it is the one that was promised', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    await tablet.exchangeNow();
    expect((await tablet.form('contact'))?.xform).toBe(server.xform);
    expect(await tablet.formByHash(server.bundle.forms[0]!.hash)).toBe(server.xform);
    const [, benoit] = server.bundle.workers;
    server.bundle = {
      ...server.bundle, workers: [...server.bundle.workers, { id: crypto.randomUUID(), name: 'Chloé' }],
      rounds: [{ ...server.bundle.rounds[0]!, name: 'Hiver' }],
      forms: [...server.bundle.forms, { ...server.bundle.forms[0]!, version: '2', hash: 'f'.repeat(64) }],
    };
    server.bundleHash = 'bundle-2';
    await tablet.exchangeNow();
    expect((await tablet.rounds())[0]!.name).toBe('Hiver');
    expect(tablet.workers().map(({ name }) => name)).toEqual(['Awa', benoit!.name, 'Chloé']);
    expect((await tablet.form('contact'))?.card.version).toBe('1');
  });

  test('the last worker with a code opens the tablet until another has chosen one', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [awa, benoit] = server.bundle.workers;
    server.bundle = { ...server.bundle, workers: [benoit!] };
    server.bundleHash = 'bundle-2';
    await tablet.exchangeNow();
    tablet.lockForGood();
    const again = (await restarted(world)).tablet;
    expect(await again.unlock(awa!.id, CODE)).toEqual({ ok: true });
    await again.chooseSecrets(benoit!.id, OTHERS);
    await again.exchangeNow();
    expect(again.workers().map(({ name }) => name)).toEqual(['Benoît']);
    again.lockForGood();
    expect(await again.unlock(awa!.id, CODE)).toMatchObject({ ok: false });
    expect(await again.unlock(benoit!.id, OTHER_CODE)).toEqual({ ok: true });
  });

  test('a worker who left opens nothing any more', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [awa, benoit] = server.bundle.workers;
    await tablet.chooseSecrets(benoit!.id, OTHERS);
    server.bundle = { ...server.bundle, workers: [benoit!] };
    server.bundleHash = 'bundle-2';
    await tablet.exchangeNow();
    tablet.lockForGood();
    expect(await tablet.unlock(awa!.id, CODE)).toMatchObject({ ok: false });
    expect(await tablet.unlock(benoit!.id, OTHER_CODE)).toEqual({ ok: true });
  });

  test('a new key is followed along the proofs of who held the old one, and no further', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [second, third, stranger] = [await makeKeyPair(), await makeKeyPair(), await makeKeyPair()];
    const mine = [...server.devices.values()][0]!.recipient;
    const { id: organisation } = server.bundle.organisation;
    const { id: device } = server.bundle.device;
    const notice = async (before: KeyPair, to: string) => {
      const said = { from: before.recipient, to };
      return { ...said, proof: await rotationProof(before.privateKey, mine, { organisation, device, ...said }) };
    };
    const tell = async (recipient: string, rotations: BundleRotation[]) => {
      server.bundle = { ...server.bundle, organisation: { ...server.bundle.organisation, recipient, rotations } };
      server.bundleHash += '+';
      await tablet.exchangeNow();
    };
    const followed = [await notice(second, third.recipient), await notice(server.organisation, second.recipient)];
    await tell(third.recipient, followed);
    expect(tablet.status().trouble).toBeNull();
    const forged = await notice(stranger, stranger.recipient);
    await tell(stranger.recipient, [...followed, { ...forged, from: third.recipient }]);
    expect(tablet.status().trouble).toContain('clé de l’organisation a changé');
    // It says so as long as it is so, and seals to the last one that was proved.
    await tablet.exchangeNow();
    expect(tablet.status().trouble).toContain('clé de l’organisation a changé');
    const [left] = await withDoors(world);
    const visit = await note(world, left, 'exchange');
    const id = await tablet.finishDraft({ id: 'd', entrance: server.entrance, round: server.round, door: left, visit, form: { id: 'contact', version: '1', hash: 'x' }, state: '', position: 0 }, {}, {});
    await tablet.exchangeNow();
    const sealed = server.kept.get(id)!.sealed!;
    await expect(open(sealed, server.organisation.privateKey)).rejects.toThrow();
    await expect(open(sealed, stranger.privateKey)).rejects.toThrow();
    expect(new TextDecoder().decode(await open(sealed, third.privateKey))).toContain(left);
  });

  test('a server cannot change the key that everything is sealed to', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const { recipient } = server.bundle.organisation;
    server.bundle = { ...server.bundle, organisation: { ...server.bundle.organisation, recipient: server.transport.recipient } };
    server.bundleHash = 'bundle-2';
    await tablet.exchangeNow();
    expect(tablet.status().trouble).toContain('clé de l’organisation a changé');
    const [left] = await withDoors(world);
    const visit = await note(world, left, 'exchange');
    const form = { id: 'contact', version: '1', hash: 'x' };
    const id = await tablet.finishDraft(
      { id: 'd', entrance: server.entrance, round: server.round, door: left, visit, form, state: '', position: 0 }, {}, {},
    );
    await tablet.exchangeNow();
    expect(recipient).toBe(server.organisation.recipient);
    await expect(open(server.kept.get(id)!.sealed!, server.organisation.privateKey)).resolves.toBeDefined();
    await expect(open(server.kept.get(id)!.sealed!, server.transport.privateKey)).rejects.toThrow();
  });

  test('the clock error goes into what is noted next', async () => {
    const world = await newWorld();
    world.server.clockAhead = 90_000;
    await world.tablet.exchangeNow();
    const [left] = await withDoors(world);
    const visit = await note(world, left, 'absent');
    await world.tablet.exchangeNow();
    const entry = JSON.parse(world.server.kept.get(visit)!.clear) as AnyLogEntry;
    expect(entry.clock_error_ms).toBe(90_000);
    expect(Date.parse((await latest(world))[0]!.at)).toBe(world.env.time + 90_000);
  });
});

describe('a restored server', () => {
  async function afterRestore(): Promise<{ world: World; left: string }> {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await world.tablet.exchangeNow();
    const backup = new Set(world.server.kept.keys());
    await note(world, right, 'refusal');
    await note(world, left, 'exchange');
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(0);
    world.server.restore(backup);
    return { world, left };
  }

  test('what it lacks is sent again', async () => {
    const { world } = await afterRestore();
    expect(visits(world)).toHaveLength(0);
    await world.tablet.exchangeNow();
    expect(world.tablet.status()).toMatchObject({ pending: 0, trouble: null });
    expect(visits(world)).toHaveLength(2);
    expect((await latest(world)).map((visit) => visit?.outcome)).toEqual(['exchange', 'refusal']);
  });

  test('also by a locked tablet that had nothing to send', async () => {
    const { world } = await afterRestore();
    const { tablet } = await restarted(world);
    await tablet.exchangeNow();
    expect(visits(world)).toHaveLength(2);
  });

  test.each([1, 2, 3, 4, 5, 6])('also when request %i on the way fails', async (step) => {
    const { world, left } = await afterRestore();
    await note(world, left, 'brief');
    world.server.faults = [...Array.from({ length: step - 1 }, () => through), lostAnswer];
    await world.tablet.exchangeNow();
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    await again.tablet.exchangeNow();
    expect(again.tablet.status()).toMatchObject({ pending: 0, trouble: null });
    expect(visits(world)).toHaveLength(3);
    expect((await latest(again)).map((visit) => visit?.outcome)).toEqual(['brief', 'refusal']);
  });
});

describe('by itself', () => {
  test('soon after a note', async () => {
    const world = await newWorld();
    await world.tablet.exchangeNow();
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    expect(world.tablet.status().nextTry).not.toBeNull();
    world.env.pass(2_000);
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(0);
  });

  test('after failures later and later, with jitter, never more than ten minutes', async () => {
    const world = await newWorld();
    const waits: number[] = [];
    for (let tries = 0; tries < 14; tries += 1) {
      world.server.faults = [lost];
      await world.tablet.exchangeNow();
      waits.push(Date.parse(world.tablet.status().nextTry!) - world.env.time);
    }
    for (const [index, wait] of waits.entries()) {
      const full = Math.min(600_000, 5_000 * 2 ** index);
      expect(wait).toBeGreaterThanOrEqual(full / 2);
      expect(wait).toBeLessThanOrEqual(full);
    }
    expect(waits.at(-1)).toBeGreaterThan(290_000);
  });

  test('a note does not hurry a server that is failing; the network coming back does', async () => {
    const world = await newWorld();
    await withDoors(world);
    for (let tries = 0; tries < 6; tries += 1) {
      world.server.faults = [lost];
      await world.tablet.exchangeNow();
    }
    const planned = world.tablet.status().nextTry;
    const [left] = (await world.tablet.facade(world.server.round, world.server.entrance)).floors[0]!.doors;
    await note(world, left!.id, 'absent');
    expect(world.tablet.status().nextTry).toBe(planned);
    world.env.awaken();
    expect(Date.parse(world.tablet.status().nextTry!)).toBeLessThanOrEqual(world.env.time + 1_000);
    world.env.pass(1_000);
    await vi.waitFor(() => { expect(world.tablet.status().pending).toBe(0); });
  });

  test('the server may ask for patience', async () => {
    const world = await newWorld();
    world.server.faults = [status(503, { 'Retry-After': '120' })];
    await world.tablet.exchangeNow();
    expect(Date.parse(world.tablet.status().nextTry!)).toBe(world.env.time + 120_000);
  });

  test('a plain timer, without any event', async () => {
    const world = await newWorld();
    await world.tablet.exchangeNow();
    const before = world.server.requests.length;
    world.env.pass(5 * 60_000);
    await vi.waitFor(() => { expect(world.server.requests.length).toBeGreaterThan(before); });
  });

  test('never two at once', async () => {
    const world = await newWorld();
    let running = 0;
    let most = 0;
    const slow: Fault = async (_path, _body, answer) => {
      most = Math.max(most, (running += 1));
      await settled();
      running -= 1;
      return answer();
    };
    world.server.faults = Array.from({ length: 9 }, () => slow);
    await Promise.all([world.tablet.exchangeNow(), world.tablet.exchangeNow(), world.tablet.exchangeNow()]);
    expect(most).toBe(1);
  });
});

describe('two windows of one app', () => {
  test('number their entries together, and see each other’s', async () => {
    const world = await newWorld();
    const [here, there] = twoWindows();
    world.server.faults = Array.from({ length: 30 }, () => lost);
    const first = await openTablet({ ...world.env, windows: here });
    const second = await openTablet({ ...testEnvironment(world.server.fetch, world.env.databaseName), locks: world.env.locks, windows: there });
    for (const tablet of [first, second]) await tablet.unlock(world.server.worker, CODE);
    const [left, right] = await withDoors({ ...world, tablet: first });
    await Promise.all([1, 2, 3].flatMap(() => [note({ ...world, tablet: first }, left, 'absent'), note({ ...world, tablet: second }, right, 'refusal')]));
    world.env.pass(300);
    await vi.waitFor(() => { expect(first.status().pending).toBe(8); });
    expect((await latest({ ...world, tablet: first })).map((visit) => visit?.outcome)).toEqual(['absent', 'refusal']);
    world.server.faults = [];
    await first.exchangeNow();
    const counters = world.server.changes.flatMap((change) => (change.type === 'visit' ? change.counter : []));
    expect(new Set(counters)).toEqual(new Set([3, 4, 5, 6, 7, 8]));
  });

  test('a lock holds while what the other window wrote is being read', async () => {
    const world = await newWorld();
    const [here, there] = twoWindows();
    world.server.faults = Array.from({ length: 9 }, () => lost);
    const first = await openTablet({ ...world.env, windows: here });
    await first.unlock(world.server.worker, CODE);
    const second = await openTablet({ ...testEnvironment(world.server.fetch, world.env.databaseName), locks: world.env.locks, windows: there });
    await second.unlock(world.server.worker, CODE);
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    const reading = vi.spyOn(crypto.subtle, 'decrypt').mockImplementation((...given) => {
      first.lockForGood();
      return decrypt(...given);
    });
    world.env.pass(300);
    await vi.waitFor(() => { expect(reading.mock.calls.length).toBeGreaterThan(1); });
    await settled();
    vi.restoreAllMocks();
    expect(first.state).toBe('locked');
  });
});

describe('doors that the office takes off', () => {
  const shown = async ({ tablet, server }: World) => (await tablet.facade(server.round, server.entrance)).floors.flatMap(({ doors }) => doors.map(({ id }) => id));

  test('go at the next exchange; one that was visited here stays', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    await world.tablet.exchangeNow();
    await note(world, left, 'absent');
    elsewhere(world, { kind: 'door_removal', doors: [left, right], made_at: '2126-11-23T09:00:00.000+01:00' });
    await world.tablet.exchangeNow();
    expect(await shown(world)).toEqual([left]);
    expect((await world.tablet.rounds())[0]!.entrances[0]).toMatchObject({ doors: 1, visited: 1 });
    expect(world.tablet.status()).toMatchObject({ setAside: 0, trouble: null });
  });

  test('can be added again, under the name given now', async () => {
    const world = await newWorld();
    const [left] = await withDoors(world);
    const place = { round: world.server.round, entrance: world.server.entrance };
    await world.tablet.renameDoor({ ...place, door: left, label: { side: null, number: 12, letter: null } });
    await world.tablet.exchangeNow();
    elsewhere(world, { kind: 'door_removal', doors: [left], made_at: '2126-11-23T09:00:00.000+01:00' });
    await world.tablet.exchangeNow();
    expect(await shown(world)).not.toContain(left);
    await world.tablet.addDoors({ ...place, doors: [{ floor: 3, side: 'left', number: null, letter: null }] });
    const again = (await world.tablet.facade(place.round, place.entrance)).floors[0]!.doors.find(({ id }) => id === left);
    expect(again).toMatchObject({ side: 'left', number: null });
  });

  test('an app that knew nothing of them reads the feed again', async () => {
    const world = await newWorld();
    const [entrance] = world.server.bundle.rounds[0]!.entrances;
    const ledger = { epoch: world.server.epoch, cursors: { [entrance!]: 7 }, progress: {}, answers: {} };
    const at = (facts?: number) => {
      const session = { bundle: world.server.bundle, ledger: facts === undefined ? ledger : { ...ledger, facts } };
      return cursorsOf({ unlocked: () => session, known: () => ({ epoch: world.server.epoch }) } as unknown as Store)[entrance!];
    };
    expect([at(), at(FACTS)]).toEqual([0, 7]);
  });
});
