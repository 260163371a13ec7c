import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { describe, expect, test } from 'vitest';

import { open } from '../../../sealing/age';
import { fromBase64Url } from '../../../sealing/base64url';
import type { AnyAnswersEntry, SealedAttachment } from '../domain/entries';
import { digestOf } from '../domain/envelope';
import type { Draft, KeptFile } from '../domain/tablet';
import { lost } from '../testing/server';
import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

const PHOTO = new Uint8Array(Array.from({ length: 5000 }, (_, index) => (index * 31) % 256));

async function atTheDoor(form = 'contact') {
  const world = await newWorld();
  const [door] = await withDoors(world);
  const visit = await note(world, door, 'exchange');
  const { round, entrance, bundle } = world.server;
  const draft: Draft = { id: crypto.randomUUID(), entrance, round, door, visit, form: { id: form, version: '1', hash: bundle.forms[0]!.hash }, state: '<a/>', position: 0 };
  await world.tablet.saveDraft(draft, true);
  return { world, door, visit, draft };
}

const named = (id: string): KeptFile => ({ id, field: 'photo', name: `${id}.jpg`, type: 'image/jpeg' });

async function rows({ env }: World): Promise<unknown[]> {
  const db = await new Dexie(env.databaseName).open();
  const found: unknown[] = await db.table('attachments').toArray();
  db.close();
  return found;
}

async function sealedOf({ server }: World): Promise<SealedAttachment[]> {
  const texts = [...server.kept.values()].filter(({ clear }) => (JSON.parse(clear) as AnyAnswersEntry).kind === 'attachment');
  return Promise.all(texts.map(async ({ sealed }) => JSON.parse(new TextDecoder().decode(await open(sealed!, server.organisation.privateKey))) as SealedAttachment));
}

describe('a photo of a form that is not finished', () => {
  test('survives a battery that dies, and lies encrypted', async () => {
    const { world, draft } = await atTheDoor();
    const id = await world.tablet.keepAttachment(draft.id, PHOTO);
    const after = await restarted(world);
    await expect(after.tablet.attachment(id)).rejects.toThrow('verrouillée');
    await after.tablet.unlock(world.server.worker, CODE);
    expect(await after.tablet.attachment(id)).toEqual(PHOTO);
    const disk = JSON.stringify(await rows(after), (_key, value: unknown) => (value instanceof Uint8Array ? [...value].join() : value));
    expect(disk).not.toContain(PHOTO.slice(100, 140).join());
  });

  test('goes with the draft that is discarded, and when it is deleted', async () => {
    const { world, draft } = await atTheDoor();
    const first = await world.tablet.keepAttachment(draft.id, PHOTO);
    await world.tablet.keepAttachment(draft.id, PHOTO);
    await world.tablet.dropAttachment(first);
    expect(await world.tablet.attachment(first)).toBeNull();
    expect(await rows(world)).toHaveLength(1);
    await world.tablet.discardDraft(draft.id);
    expect(await rows(world)).toEqual([]);
    await world.tablet.keepAttachment(draft.id, PHOTO);
    expect(await rows(world), 'one that comes late stays out').toEqual([]);
  });

  test('is refused in a sentence when one push could not hold it', async () => {
    const { world, draft } = await atTheDoor();
    await expect(world.tablet.keepAttachment(draft.id, new Uint8Array(3_000_001))).rejects.toThrow('dépasse 3\u00a0Mo');
    expect(await rows(world)).toEqual([]);
  });
});

describe('a photo of a finished form', () => {
  test('leaves as an entry of its own, all of it sealed, and stays nowhere on the tablet', async () => {
    const { world, draft, door, visit } = await atTheDoor();
    const id = await world.tablet.keepAttachment(draft.id, PHOTO);
    const unnamed = await world.tablet.keepAttachment(draft.id, PHOTO);
    const answers = await world.tablet.finishDraft(draft, {}, {}, [named(id)]);
    expect(await rows(world), unnamed).toEqual([]);
    await world.tablet.exchangeNow();
    expect(world.tablet.status().pending).toBe(0);
    const clear = [...world.server.kept.values()].map((one) => JSON.parse(one.clear) as AnyAnswersEntry).filter(({ kind }) => kind === 'attachment');
    expect(clear).toHaveLength(1);
    expect(Object.keys(clear[0]!).sort()).toEqual(['day', 'entrance', 'format', 'id', 'kind', 'organisation', 'receipt', 'round', 'salt']);
    const [sealed] = await sealedOf(world);
    expect(sealed).toMatchObject({ entry: clear[0]!.id, answers, door, visit, field: 'photo', name: `${id}.jpg`, type: 'image/jpeg', identity: {} });
    expect(await digestOf(new Uint8Array(fromBase64Url(sealed!.data)))).toBe(await digestOf(PHOTO));
  });

  test('is finished with its answers or not at all, and travels again after a lost answer', async () => {
    const { world, draft } = await atTheDoor();
    const ids = [await world.tablet.keepAttachment(draft.id, PHOTO), await world.tablet.keepAttachment(draft.id, PHOTO)];
    world.tablet.lockForGood();
    await expect(world.tablet.finishDraft(draft, {}, {}, ids.map(named))).rejects.toThrow('verrouillée');
    expect(await rows(world)).toHaveLength(2);
    await world.tablet.unlock(world.server.worker, CODE);
    await world.tablet.finishDraft(draft, {}, {}, ids.map(named));
    world.server.faults = [lost, lost];
    await world.tablet.exchangeNow();
    await world.tablet.exchangeNow();
    await world.tablet.exchangeNow();
    expect(await sealedOf(world)).toHaveLength(2);
  });
});

describe('several forms at one door', () => {
  test('have each their own draft, and their own answers at the same visit', async () => {
    const { world, draft, door, visit } = await atTheDoor();
    const other: Draft = { ...draft, id: crypto.randomUUID(), form: { ...draft.form, id: 'epices' }, state: '<b/>' };
    await world.tablet.saveDraft(other, true);
    expect(await world.tablet.draft(draft.entrance, door)).toMatchObject({ id: draft.id });
    expect(await world.tablet.draft(draft.entrance, door, 'epices')).toMatchObject({ id: other.id });
    const first = await world.tablet.finishDraft(draft, { a: '1' }, {});
    const second = await world.tablet.finishDraft(other, { b: '1' }, {});
    const again = await world.tablet.finishDraft({ ...other, id: crypto.randomUUID() }, { b: '2' }, {});
    await world.tablet.withdraw({ round: draft.round, entrance: draft.entrance, entry: visit });
    await world.tablet.exchangeNow();
    const told = [...world.server.kept.values()].map((one) => JSON.parse(one.clear) as { id: string; kind: string; counted?: boolean; replaces?: string; withdraws?: string });
    const entry = (id: string) => told.find((one) => one.id === id);
    expect([entry(first), entry(second), entry(again)].map((one) => [one?.counted, one?.replaces])).toEqual([[true, null], [true, null], [true, second]]);
    expect(new Set(told.filter(({ kind }) => kind === 'answers_withdrawal').map(({ withdraws }) => withdraws))).toEqual(new Set([first, again]));
  });

  test('are offered when they are whole on this tablet, with what was begun', async () => {
    const { world, draft, door } = await atTheDoor();
    const { bundle } = world.server;
    const media = [{ name: 'towns.csv', hash: await digestOf(new TextEncoder().encode('name,label')), bytes: 10 }];
    world.server.bundle = { ...bundle, forms: [...bundle.forms, { ...bundle.forms[0]!, id: 'epices', title: 'EPICES', media }] };
    world.server.bundleHash = 'two-forms';
    world.server.media.clear();
    await world.tablet.exchangeNow();
    expect(await world.tablet.otherForms(draft.entrance, door)).toEqual([]);
    world.server.media.set('towns.csv', 'name,label');
    await world.tablet.exchangeNow();
    expect(await world.tablet.otherForms(draft.entrance, door)).toMatchObject([{ card: { id: 'epices', title: 'EPICES' }, begun: false }]);
    expect(await (await world.tablet.formMedia(bundle.forms[0]!.hash, 'towns.csv'))?.text()).toBe('name,label');
    await world.tablet.saveDraft({ ...draft, id: crypto.randomUUID(), form: { ...draft.form, id: 'epices' } }, false);
    expect(await world.tablet.otherForms(draft.entrance, door)).toMatchObject([{ begun: true }]);
  });
});
