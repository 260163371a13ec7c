import 'fake-indexeddb/auto';

import { describe, expect, test } from 'vitest';

import { captivePortal, lost, lostAnswer, status, TestServer } from '../testing/server';
import { testEnvironment } from '../testing/surroundings';
import { CODE, newWorld, note, OTHERS, restarted, SECRETS, withDoors } from '../testing/tablet';
import { openTablet } from './open-tablet';

describe('a new tablet', () => {
  test('is open at once, and lasts from the first code', async () => {
    const server = await TestServer.start();
    const env = testEnvironment(server.fetch);
    let asked = 0;
    env.keepStorage = () => Promise.resolve(void (asked += 1));
    const tablet = await openTablet(env);
    expect([tablet.state, tablet.organisationName(), tablet.workers()]).toEqual(['new', null, []]);
    await tablet.enrol(`#${await server.link()}`);
    expect([tablet.state, tablet.organisationName(), tablet.deviceName(), tablet.currentWorker()]).toEqual(['unlocked', 'Centre d’essai', 'Tablette 1', null]);
    expect(asked).toBe(1);
    expect((await tablet.rounds())[0]!.entrances).toHaveLength(2);
    await expect(withDoors({ server, env, tablet })).rejects.toThrow('Choisissez d’abord');
    await tablet.chooseSecrets(server.worker, SECRETS);
    expect(tablet.currentWorker()).toMatchObject({ name: 'Awa', hasCode: true });
    expect((await openTablet(testEnvironment(server.fetch, env.databaseName))).state).toBe('locked');
  });

  test('has its rounds, doors and forms when the first code is chosen, and starts without a server from then on', async () => {
    const world = await newWorld();
    world.server.faults = Array.from({ length: 9 }, () => lost);
    const { tablet } = await restarted(world);
    await tablet.unlock(world.server.worker, CODE);
    expect((await tablet.form('contact'))?.xform).toBe(world.server.xform);
    expect(tablet.status().lastExchange).not.toBeNull();
  });

  test('in the place of one that was emptied tells what the server has of that one, until it is read', async () => {
    const server = await TestServer.start();
    server.before = { notes: 57, missing: 2, last_at: '2026-11-24T10:05:00.000+01:00' };
    const env = testEnvironment(server.fetch);
    const tablet = await openTablet(env);
    await tablet.enrol(await server.link());
    await tablet.chooseSecrets(server.worker, SECRETS);
    const again = await openTablet(testEnvironment(server.fetch, env.databaseName));
    expect(again.before()).toBeNull();
    await again.unlock(server.worker, CODE);
    expect(again.before()).toEqual({ notes: 57, missing: 2, lastAt: '2026-11-24T10:05:00.000+01:00' });
    await again.forgetBefore();
    const last = await openTablet(testEnvironment(server.fetch, env.databaseName));
    await last.unlock(server.worker, CODE);
    expect(last.before()).toBeNull();
  });

  test('the link opened again after a lost answer, or before a code was chosen, is answered again', async () => {
    const server = await TestServer.start();
    const env = testEnvironment(server.fetch);
    server.faults = [lostAnswer];
    await expect((await openTablet(env)).enrol(await server.link())).rejects.toThrow('même lien');
    const second = await openTablet(testEnvironment(server.fetch, env.databaseName));
    expect(second.state).toBe('new');
    await second.enrol(await server.link());
    const third = await openTablet(testEnvironment(server.fetch, env.databaseName));
    expect(third.state).toBe('new');
    await third.enrol(await server.link());
    await third.chooseSecrets(server.worker, SECRETS);
    expect(new Set(server.tokens.values()).size).toBe(1);
  });

  test('a link opened in two windows at once: the first code holds, the other window locks', async () => {
    const server = await TestServer.start();
    const env = testEnvironment(server.fetch);
    const first = await openTablet(env);
    const second = await openTablet(testEnvironment(server.fetch, env.databaseName));
    await first.enrol(await server.link());
    await second.enrol(await server.link());
    await first.chooseSecrets(server.worker, SECRETS);
    await expect(second.chooseSecrets(server.bundle.workers[1]!.id, OTHERS)).rejects.toThrow('verrouillée');
    expect(second.state).toBe('locked');
    expect(second.workers().map(({ hasCode }) => hasCode)).toEqual([true, false]);
    const [left] = await withDoors({ server, env, tablet: first });
    await note({ server, env, tablet: first }, left, 'absent');
    expect(await second.unlock(server.worker, CODE)).toEqual({ ok: true });
    expect((await second.facade(server.round, server.entrance)).floors[0]!.doors[0]!.latest?.outcome).toBe('absent');
  });

  test.each([
    ['incomplete link', 'incomplet', async (server: TestServer) => (await server.link()).split('.')[0]!, null],
    ['used link', 'ne sert plus', async (server: TestServer) => (await server.link()).replace('invitation', 'invitatiom'), null],
    ['no network', 'même lien', (server: TestServer) => server.link(), lost],
    ['captive portal', 'Wi-Fi', (server: TestServer) => server.link(), captivePortal],
    ['server error', 'même lien', (server: TestServer) => server.link(), status(500)],
  ])('%s: a sentence, and still new', async (_what, sentence, link, fault) => {
    const server = await TestServer.start();
    const tablet = await openTablet(testEnvironment(server.fetch));
    if (fault) server.faults = [fault];
    await expect(tablet.enrol(await link(server))).rejects.toThrow(sentence);
    expect(tablet.state).toBe('new');
  });

  test('a server that puts its own key in the organisation’s place is refused', async () => {
    const server = await TestServer.start();
    const link = await server.link();
    server.bundle = { ...server.bundle, organisation: { ...server.bundle.organisation, recipient: server.transport.recipient } };
    const tablet = await openTablet(testEnvironment(server.fetch));
    await expect(tablet.enrol(link)).rejects.toThrow('n’est pas celle du lien');
    expect(tablet.state).toBe('new');
  });
});

describe('a tablet that the server forgot', () => {
  test('enrols again with a new link, and its unsent entries arrive', async () => {
    const world = await newWorld();
    const { server, tablet } = world;
    const [left] = await withDoors(world);
    await note(world, left, 'absent');
    server.tokens.clear();
    server.invitation = 'another-invitation-0123456789';
    await tablet.exchangeNow();
    expect(tablet.status().trouble).toContain('nouveau lien');
    await tablet.enrol(await server.link());
    await note(world, left, 'refusal');
    await tablet.exchangeNow();
    expect(tablet.status()).toMatchObject({ pending: 0, trouble: null });
    expect(server.changes.map(({ type }) => type).sort()).toEqual(['doors', 'session', 'visit', 'visit']);
    const again = await restarted(world);
    expect(await again.tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
  });

  test('a locked tablet does not enrol', async () => {
    const { tablet, server } = await newWorld();
    tablet.lockForGood();
    await expect(tablet.enrol(await server.link())).rejects.toThrow('déjà inscrite');
  });
});
