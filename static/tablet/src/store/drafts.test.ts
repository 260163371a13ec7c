import 'fake-indexeddb/auto';

import Dexie from 'dexie';
import { describe, expect, test, vi } from 'vitest';

import { open } from '../../../sealing/age';
import type { Draft } from '../domain/tablet';
import type { AnswersEntry, AnyLogEntry, SealedText } from '../domain/entries';
import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

function begin({ server }: World, door: string, visit: string, id = 'd0000000-0000-4000-8000-000000000001'): Draft {
  const { round, entrance } = server;
  const form = { id: 'contact', version: '1', hash: server.bundle.forms[0]!.hash };
  return { id, entrance, round, door, visit, form, state: '<a>1</a>', position: 0 };
}

/** The answers entries that the server understands, by id. */
function received({ server }: World): AnswersEntry[] {
  return [...server.kept.values()].map(({ clear }) => JSON.parse(clear) as AnswersEntry | AnyLogEntry).filter((entry) => entry.kind === 'answers');
}

/** All that this tablet decrypts when it opens and shows the entrance. */
async function everythingReadable(world: World): Promise<string> {
  const decrypted: string[] = [];
  const original = crypto.subtle.decrypt.bind(crypto.subtle);
  crypto.subtle.decrypt = async (...given) => {
    const bytes = await original(...given);
    decrypted.push(new TextDecoder().decode(bytes));
    return bytes;
  };
  try {
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    await again.tablet.facade(world.server.round, world.server.entrance);
  } finally {
    crypto.subtle.decrypt = original;
  }
  expect(decrypted.length).toBeGreaterThan(2);
  return decrypted.join('\n');
}

async function atTheDoor(): Promise<{ world: World; door: string; visit: string }> {
  const world = await newWorld();
  const [door] = await withDoors(world);
  return { world, door, visit: await note(world, door, 'exchange') };
}

describe('unfinished forms', () => {
  test('the form on screen comes back after the battery died, at the same question', async () => {
    const { world, door, visit } = await atTheDoor();
    const draft = begin(world, door, visit);
    await world.tablet.saveDraft(draft, true);
    await world.tablet.saveDraft({ ...draft, state: '<a>2</a>', position: 3 }, true);
    const { tablet } = await restarted(world);
    await tablet.unlock(world.server.worker, CODE);
    expect(await tablet.openDraft()).toEqual({ ...draft, state: '<a>2</a>', position: 3 });
    expect(await tablet.draft(world.server.entrance, door)).toMatchObject({ position: 3 });
    expect((await tablet.facade(world.server.round, world.server.entrance)).floors[0]!.doors[0]).toMatchObject({ draft: true });
  });

  test('a form put aside is not on screen, and one discarded is gone', async () => {
    const { world, door, visit } = await atTheDoor();
    const draft = begin(world, door, visit);
    await world.tablet.saveDraft(draft, true);
    await world.tablet.saveDraft(draft, false);
    expect(await world.tablet.openDraft()).toBeNull();
    expect(await world.tablet.draft(world.server.entrance, door)).not.toBeNull();
    await world.tablet.discardDraft(draft.id);
    const { tablet } = await restarted(world);
    await tablet.unlock(world.server.worker, CODE);
    expect(await tablet.draft(world.server.entrance, door)).toBeNull();
  });

  test('a save that comes after the form was finished or discarded brings nothing back', async () => {
    const { world, door, visit } = await atTheDoor();
    const { tablet, server } = world;
    for (const end of [(draft: Draft) => tablet.finishDraft(draft, {}, {}), (draft: Draft) => tablet.discardDraft(draft.id)]) {
      const draft = begin(world, door, visit, crypto.randomUUID());
      await tablet.saveDraft(draft, true);
      await Promise.all([end(draft), tablet.saveDraft(draft, true)]);
      expect(await tablet.draft(server.entrance, door)).toBeNull();
      expect(await tablet.openDraft()).toBeNull();
    }
    const again = await restarted(world);
    await again.tablet.unlock(server.worker, CODE);
    expect(await again.tablet.draft(server.entrance, door)).toBeNull();
  });

  test('a form finished in another window is not brought back by this one', async () => {
    const { world, door, visit } = await atTheDoor();
    const { tablet, server } = world;
    const draft = begin(world, door, visit);
    await tablet.saveDraft(draft, true);
    const other = await restarted(world);
    await other.tablet.unlock(server.worker, CODE);
    await other.tablet.finishDraft(draft, {}, {});
    await tablet.saveDraft(draft, true);
    expect(await tablet.draft(server.entrance, door)).toBeNull();
  });

  test('a form taken up again has the answers that were still on their way to the disk', async () => {
    const { world, door, visit } = await atTheDoor();
    const draft = begin(world, door, visit);
    await world.tablet.saveDraft(draft, true);
    const saving = world.tablet.saveDraft({ ...draft, state: '<a>2</a>' }, false);
    expect(await world.tablet.draft(world.server.entrance, door)).toMatchObject({ state: '<a>2</a>' });
    await saving;
  });

  test('an exchange and its form are written together: after a stop at any write there are both or neither', async () => {
    const world = await newWorld();
    const [door] = await withDoors(world);
    const { round, entrance, bundle } = world.server;
    const draft = { id: 'd0000000-0000-4000-8000-000000000001', form: { id: 'contact', version: '1', hash: bundle.forms[0]!.hash }, state: '', position: 0 };
    const original = Reflect.get<IDBObjectStore, 'put'>(IDBObjectStore.prototype, 'put');
    const stop = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...given: [unknown, IDBValidKey?]) {
      const request = original.apply(this, given);
      if (this.name === 'drafts') this.transaction.abort();
      return request;
    });
    const exchange = { round, entrance, door, outcome: 'exchange', draft } as const;
    await expect(world.tablet.noteVisit(exchange)).rejects.toThrow('n’a pas pu enregistrer');
    expect(stop).toHaveBeenCalled();
    vi.restoreAllMocks();
    const seen = async ({ tablet }: World) => {
      const shown = (await tablet.facade(round, entrance)).floors[0]!.doors.find(({ id }) => id === door)!;
      return { visits: shown.history.length, draft: shown.draft, open: await tablet.openDraft() };
    };
    expect(await seen(world)).toEqual({ visits: 0, draft: false, open: null });
    const neither = await restarted(world);
    await neither.tablet.unlock(world.server.worker, CODE);
    expect(await seen(neither)).toEqual({ visits: 0, draft: false, open: null });
    const visit = await neither.tablet.noteVisit(exchange);
    const both = await restarted(neither);
    await both.tablet.unlock(world.server.worker, CODE);
    expect(await seen(both)).toEqual({ visits: 1, draft: true, open: { ...draft, round, entrance, door, visit } });
  });

  test('locked, nothing is shown', async () => {
    const { world, door, visit } = await atTheDoor();
    await world.tablet.saveDraft(begin(world, door, visit), true);
    world.tablet.lockForGood();
    await expect(world.tablet.openDraft()).rejects.toThrow('verrouillée');
    await expect(world.tablet.saveDraft(begin(world, door, visit), true)).rejects.toThrow('verrouillée');
  });
});

describe('finished forms', () => {
  test('answers without door, time or device; the rest sealed to the organisation', async () => {
    const { world, door, visit } = await atTheDoor();
    await world.tablet.saveDraft(begin(world, door, visit), true);
    const id = await world.tablet.finishDraft(begin(world, door, visit), { besoins: ['sante', 'droits'] }, { prenom: 'Inventée' });
    expect(await world.tablet.openDraft()).toBeNull();
    await world.tablet.exchangeNow();
    const [answers] = received(world);
    expect(Object.keys(answers!).sort()).toEqual(['answers', 'counted', 'day', 'entrance', 'form', 'format', 'id', 'kind', 'organisation', 'receipt', 'replaces', 'round', 'salt']);
    expect(answers).toMatchObject({ id, day: '2026-11-23', counted: true, replaces: null, answers: { besoins: ['sante', 'droits'] } });
    const { organisation, kept } = world.server;
    const sealed = JSON.parse(new TextDecoder().decode(await open(kept.get(id)!.sealed!, organisation.privateKey))) as SealedText;
    expect(sealed).toMatchObject({ entry: id, organisation: world.server.bundle.organisation.id, door, visit, identity: { prenom: 'Inventée' } });
  });

  test('visits and answers never travel in one request, and answers in no order', async () => {
    const world = await newWorld();
    const [left, right] = await withDoors(world);
    const made: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      const door = index % 2 ? left : right;
      const visit = await note(world, door, 'exchange');
      made.push(await world.tablet.finishDraft(begin(world, door, visit, `draft-${index}`), {}, {}));
    }
    await world.tablet.exchangeNow();
    const batches = world.server.requests.filter(({ path }) => path === 'entries').map(({ body }) => (body.entries as { id: string }[]).map(({ id }) => id));
    expect(batches).toHaveLength(2);
    expect(batches[0]!.every((id) => !made.includes(id))).toBe(true);
    expect(new Set(batches[1])).toEqual(new Set(made));
    // One chance in 479,001,600 that dice leave twelve in their order.
    expect(batches[1]).not.toEqual(made);
    expect(world.tablet.status().pending).toBe(0);
  });

  test('answers of another day say nothing of the first: beside the visits that would point at the door', async () => {
    const { world, door, visit } = await atTheDoor();
    await world.tablet.finishDraft(begin(world, door, visit), {}, {});
    world.env.time += 86_400_000;
    const second = await note(world, door, 'exchange');
    await world.tablet.finishDraft(begin(world, door, second, 'draft-2'), {}, {});
    world.env.time += 60 * 86_400_000;
    const third = await note(world, door, 'exchange');
    await world.tablet.finishDraft(begin(world, door, third, 'draft-3'), {}, {});
    await world.tablet.exchangeNow();
    const byDay = received(world).sort((one, other) => (one.day < other.day ? -1 : 1));
    expect(byDay.map(({ day, counted }) => [day, counted])).toEqual([['2026-11-23', true], ['2026-11-24', true], ['2027-01-23', true]]);
  });

  test('a form begun at one exchange and finished at the next counts', async () => {
    const { world, door, visit } = await atTheDoor();
    await world.tablet.saveDraft(begin(world, door, visit), false);
    world.env.time += 86_400_000;
    const second = await note(world, door, 'exchange');
    await world.tablet.finishDraft(begin(world, door, second), {}, {});
    await world.tablet.exchangeNow();
    expect(received(world).map(({ counted }) => counted)).toEqual([true]);
  });

  test('answers given again at one visit replace the first while they are here, and count once afterwards', async () => {
    const { world, door, visit } = await atTheDoor();
    const first = await world.tablet.finishDraft(begin(world, door, visit), { a: '1' }, {});
    const second = await world.tablet.finishDraft(begin(world, door, visit), { a: '2' }, {});
    await world.tablet.exchangeNow();
    const third = await world.tablet.finishDraft(begin(world, door, visit), { a: '3' }, {});
    await world.tablet.exchangeNow();
    const told = new Map(received(world).map(({ id, replaces, counted }) => [id, { replaces, counted }]));
    expect(told.get(second)).toEqual({ replaces: first, counted: true });
    expect(told.get(third)).toEqual({ replaces: null, counted: false });
  });

  test('a visit withdrawn before its answers left takes them with it', async () => {
    const { world, door, visit } = await atTheDoor();
    const id = await world.tablet.finishDraft(begin(world, door, visit), { a: '1' }, {});
    await world.tablet.withdraw({ round: world.server.round, entrance: world.server.entrance, entry: visit });
    await world.tablet.exchangeNow();
    const again = await note(world, door, 'exchange');
    await world.tablet.finishDraft(begin(world, door, again, 'draft-2'), { a: '2' }, {});
    await world.tablet.exchangeNow();
    expect(received(world).filter(({ answers }) => answers.a === '2')).toMatchObject([{ counted: true }]);
    const withdrawals = [...world.server.kept.values()].map(({ clear }) => JSON.parse(clear) as { kind: string; withdraws?: string });
    expect(withdrawals.filter(({ kind }) => kind === 'answers_withdrawal').map(({ withdraws }) => withdraws)).toEqual([id]);
  });

  test('once the server has them, the tablet cannot tell what was answered where', async () => {
    const { world, door, visit } = await atTheDoor();
    const id = await world.tablet.finishDraft(begin(world, door, visit), { a: '1' }, { prenom: 'Inventée' });
    await world.tablet.exchangeNow();
    const db = await new Dexie(world.env.databaseName).open();
    expect(Object.keys((await db.table('entries').get(id)) as object).sort()).toEqual(['carrier', 'digest', 'id', 'lane', 'round']);
    db.close();
    const readable = await everythingReadable(world);
    expect(readable).not.toContain(id);
    expect(readable).not.toContain('Inventée');
  });

  test('nor once they left while it was locked', async () => {
    const { world, door, visit } = await atTheDoor();
    const id = await world.tablet.finishDraft(begin(world, door, visit), { a: '1' }, {});
    world.tablet.lockForGood();
    await world.tablet.exchangeNow();
    const again = await restarted(world);
    await again.tablet.unlock(world.server.worker, CODE);
    await again.tablet.exchangeNow();
    expect(await everythingReadable(again)).not.toContain(id);
  });
});
