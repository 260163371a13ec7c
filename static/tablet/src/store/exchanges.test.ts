import 'fake-indexeddb/auto';

import { expect, test } from 'vitest';

import { open } from '../../../sealing/age';
import type { AnyAnswersEntry, AnyLogEntry, SealedText } from '../domain/entries';
import { markOf, type Marked } from '../domain/receipt-code';
import type { Draft } from '../domain/tablet';
import { CODE, newWorld, note, restarted, withDoors, type World } from '../testing/tablet';

type Told = (AnyLogEntry | AnyAnswersEntry) & { receipt?: string };

function begun({ server }: World, door: string, visit: string, form = 'contact'): Draft {
  return { id: `draft-${visit}-${form}`, entrance: server.entrance, round: server.round, door, visit, form: { id: form, version: '1', hash: '' }, state: '', position: 0 };
}

function told({ server }: World, kind: string): Told[] {
  return [...server.kept.values()].map(({ clear }) => JSON.parse(clear) as Told).filter((entry) => entry.kind === kind);
}

async function sealedOf({ server }: World, id: string): Promise<SealedText> {
  return JSON.parse(new TextDecoder().decode(await open(server.kept.get(id)!.sealed!, server.organisation.privateKey))) as SealedText;
}

async function atTheDoor(): Promise<{ world: World; door: string; visit: string; code: string }> {
  const world = await newWorld();
  const [door] = await withDoors(world);
  const visit = await note(world, door, 'exchange');
  return { world, door, visit, code: bare((await world.tablet.receipt(visit))!.code!) };
}

const bare = (written: string) => written.replaceAll('-', '').slice(0, 16);
const marks = async (code: string, kind: Marked, many: number) => Promise.all(Array.from({ length: many }, (_, number) => markOf(kind, number, code)));

test('everything of an exchange carries marks of its code, no two alike, and the code itself is nowhere in clear', async () => {
  const { world, door, visit, code } = await atTheDoor();
  const { tablet, server } = world;
  const draft = begun(world, door, visit);
  const photos = await Promise.all([1, 2].map(() => tablet.keepAttachment(draft.id, new Uint8Array([1, 2, 3]))));
  const files = photos.map((id) => ({ id, field: 'photo', name: `${id}.jpg`, type: 'image/jpeg' }));
  await tablet.finishDraft(draft, { informed: 'aloud', consent: 'share' }, {}, files);
  await tablet.finishDraft(begun(world, door, visit, 'other'), {}, {});
  for (const matter of ['call_back', 'referral', 'procedure'] as const) {
    await tablet.openCase({ round: server.round, entrance: server.entrance, door, visit, matter, consent: 'call_back' });
  }
  await tablet.exchangeNow();
  expect(told(world, 'visit').map(({ receipt }) => receipt)).toEqual(await marks(code, 'visit', 1));
  for (const [kind, many] of [['answers', 2], ['attachment', 2], ['case', 2]] as const) {
    expect(new Set(told(world, kind).flatMap(({ receipt }) => receipt ?? []))).toEqual(new Set(await marks(code, kind, many)));
  }
  expect(told(world, 'case').filter((entry) => entry.kind === 'case' && entry.matter === 'procedure' && 'receipt' in entry)).toEqual([]);
  for (const { id } of [...told(world, 'answers'), ...told(world, 'attachment')]) expect((await sealedOf(world, id)).receipt).toBe(code);
  const callBack = told(world, 'case').find((entry) => entry.kind === 'case' && entry.matter === 'call_back')!;
  expect(await sealedOf(world, callBack.id)).toMatchObject({ receipt: code, agreed: { informed: 'aloud', consent: 'share', day: '2026-11-23' } });
  expect([...server.kept.values()].map(({ clear }) => clear).join('\n')).not.toContain(code);
});

test('a corrected exchange keeps the code that the resident has; another outcome has none', async () => {
  const { world, door, visit, code } = await atTheDoor();
  const at = { round: world.server.round, entrance: world.server.entrance, door };
  const again = await world.tablet.noteVisit({ ...at, outcome: 'exchange', replaces: visit });
  const other = await world.tablet.noteVisit({ ...at, outcome: 'brief', replaces: again });
  expect(bare((await world.tablet.receipt(again))!.code!)).toBe(code);
  expect(await world.tablet.receipt(other)).toBeNull();
});

test('nothing kept: no sealed part, no mark, no photo, no answer beside, and no code any more', async () => {
  const { world, door, visit } = await atTheDoor();
  const draft = begun(world, door, visit);
  const photo = await world.tablet.keepAttachment(draft.id, new Uint8Array([1]));
  const id = await world.tablet.finishDraft(draft, { informed: 'aloud', consent: 'nothing', lives_alone: 'yes' }, { comment: 'Inventée' }, [{ id: photo, field: 'photo', name: 'p', type: 'image/jpeg' }]);
  await world.tablet.exchangeNow();
  expect(world.server.kept.get(id)!.sealed).toBeNull();
  expect(told(world, 'attachment')).toEqual([]);
  const [answers] = told(world, 'answers');
  expect(answers).not.toHaveProperty('receipt');
  expect(answers).toMatchObject({ answers: { informed: 'aloud', consent: 'nothing' } });
  expect(await world.tablet.receipt(visit)).toEqual({ code: null, day: '2026-11-23', agreed: { informed: 'aloud', consent: 'nothing', day: '2026-11-23' } });
});

test('the code comes back after a restart, and leaves the tablet after two weeks', async () => {
  const { world, visit, code } = await atTheDoor();
  const { tablet, env } = await restarted(world);
  await tablet.unlock(world.server.worker, CODE);
  expect(bare((await tablet.receipt(visit))!.code!)).toBe(code);
  env.time += 15 * 86_400_000;
  await tablet.exchangeNow();
  expect(await tablet.receipt(visit)).toBeNull();
});
