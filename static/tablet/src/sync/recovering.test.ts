import 'fake-indexeddb/auto';

import { expect, test, vi } from 'vitest';

import { makeKeyPair } from '../../../sealing/age';
import { fromBase64Url, toBase64Url } from '../../../sealing/base64url';
import { numberOf, sealAgain } from '../../../sealing/recovery';
import { CODE, newWorld, note, OTHER_CODE, OTHERS, restarted, withDoors, type World } from '../testing/tablet';

/** What the coordinator's browser does with what the server shows it. */
async function answer({ server }: World, device = server.bundle.device.id): Promise<void> {
  const { recipient, sealed } = server.asked!;
  const whose = { organisation: server.bundle.organisation.id, device };
  server.answers.set(recipient, toBase64Url(await sealAgain(fromBase64Url(sealed), whose, [(await makeKeyPair()).privateKey, server.organisation.privateKey], recipient)));
}

async function lost(): Promise<World> {
  const world = await newWorld();
  const [left] = await withDoors(world);
  await note(world, left, 'absent');
  return restarted(world);
}

test('the key comes back, nothing is lost, and new codes come before anything else', async () => {
  const world = await lost();
  const { tablet, server, env } = world;
  const asking = await tablet.recover(server.worker);
  expect(asking.number).toMatch(/^\d{8}$/u);
  expect(asking.number).toBe(await numberOf(server.asked!.recipient, env.deriveCodeKey));
  await answer(world);
  await vi.waitFor(() => { env.pass(4_000); expect(tablet.state).toBe('unlocked'); });
  await asking.opened;
  expect(tablet.mustChoose()).toBe(true);
  expect(tablet.currentWorker()?.id).toBe(server.worker);
  expect(server.kept.size + tablet.status().pending).toBe(3);
  await tablet.chooseSecrets(server.worker, OTHERS);
  expect(tablet.mustChoose()).toBe(false);
  tablet.lockForGood();
  expect(await tablet.unlock(server.worker, CODE)).toMatchObject({ ok: false });
  expect(await tablet.unlock(server.worker, OTHER_CODE)).toEqual({ ok: true });
});

test('locked before new ones were chosen, it is closed as before', async () => {
  const world = await lost();
  const { tablet, server, env } = world;
  await tablet.recover(server.worker);
  await answer(world);
  await vi.waitFor(() => { env.pass(4_000); expect(tablet.state).toBe('unlocked'); });
  tablet.lock();
  expect(tablet.state).toBe('locked');
  expect(await tablet.unlock(server.worker, CODE)).toEqual({ ok: true });
});

test('what waits leaves the tablet meanwhile', async () => {
  const { tablet, server } = await lost();
  await tablet.recover(server.worker);
  await tablet.exchangeNow();
  expect([tablet.state, server.kept.size, tablet.status().pending]).toEqual(['locked', 3, 0]);
});

test('nothing but this tablet’s own key, sealed to its question, opens it', async () => {
  const world = await lost();
  const { tablet, server, env } = world;
  await expect(answer({ ...world, server: Object.assign(Object.create(server) as typeof server, { asked: { recipient: (await makeKeyPair()).recipient, sealed: toBase64Url(new Uint8Array(40)) } }) })).rejects.toThrow();
  const asking = await tablet.recover(server.worker);
  await expect(answer(world, server.worker)).rejects.toThrow('another tablet');
  const other = await lost();
  await other.tablet.recover(other.server.worker);
  await answer(other);
  server.answers.set(server.asked!.recipient, [...other.server.answers.values()][0]!);
  env.pass(4_000);
  const failed = expect(asking.opened).rejects.toThrow();
  await vi.waitFor(() => { env.pass(4_000); });
  await failed;
  expect(tablet.state).toBe('locked');
});

test('without a network it says so', async () => {
  const { tablet, server } = await lost();
  server.faults = [() => Promise.reject(new TypeError('no network'))];
  await expect(tablet.recover(server.worker)).rejects.toThrow('réseau');
});
