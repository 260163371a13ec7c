import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';

import vectors from '../../../../tests/vectors/copies.json';
import { makeKeyPair, sealArmored } from '../../../sealing/age';
import { copyBlock, digitsOf, readCopies, readDigits, tagOf } from '../domain/copies';
import { SENTENCES } from '../domain/sentences';
import type { Tablet } from '../domain/tablet';
import { lost, lostAnswer, status, through } from '../testing/server';
import { testEnvironment } from '../testing/surroundings';
import { CODE, newWorld, note, restarted, SECRETS, withDoors, type World } from '../testing/tablet';
import { openTablet } from './open-tablet';

/** A second tablet of the same server, out of reach of the network like the first. */
async function another(world: World, name = 'Tablette 2'): Promise<World> {
  const env = testEnvironment(world.server.fetch);
  env.time = world.env.time;
  const tablet = await openTablet(env);
  await tablet.enrol(await world.server.linkOfAnother(name));
  await tablet.chooseSecrets(world.server.worker, SECRETS);
  return { server: world.server, env, tablet };
}

async function twoTablets(): Promise<{ one: World; other: World; left: string }> {
  const one = await newWorld();
  const [left] = await withDoors(one);
  await one.tablet.exchangeNow();
  const other = await another(one);
  return { one, other, left };
}

async function talk(world: World, door: string): Promise<void> {
  const { server, tablet } = world;
  const visit = await note(world, door, 'exchange');
  const form = { id: 'contact', version: '1', hash: 'x' };
  await tablet.finishDraft({ id: `draft-${visit}`, entrance: server.entrance, round: server.round, door, visit, form, state: '', position: 0 }, { isolement: 'oui' }, {});
}

async function handOver(from: Tablet, to: Tablet): Promise<string[]> {
  const { parts } = await from.giveCopies();
  const taken = await to.takeCopies(parts.map(({ text }) => text).join('\r\n'));
  return taken.map(({ digits }) => digits);
}

async function light({ tablet, server }: World, visit: string): Promise<string | undefined> {
  const doors = (await tablet.facade(server.round, server.entrance)).floors.flatMap((floor) => floor.doors);
  return doors.flatMap((door) => door.history).find(({ id }) => id === visit)?.light;
}

describe('a copy in the stairwell', () => {
  it('has its second light once the neighbour’s digits are given, and not before', async () => {
    const { one, other, left } = await twoTablets();
    const visit = await note(one, left, 'absent');
    const [digits = ''] = await handOver(one.tablet, other.tablet);
    expect(await light(one, visit)).toBe('tablet');
    expect(one.tablet.status()).toMatchObject({ pending: 2, copied: 0 });
    expect(await one.tablet.confirmCopies(` ${digits.slice(0, 4)} ${digits.slice(4)}`)).toBe(2);
    expect(await light(one, visit)).toBe('copy');
    expect(one.tablet.status()).toMatchObject({ pending: 2, copied: 2 });
    expect(other.tablet.status()).toMatchObject({ pending: 0, carried: 1 });
    const again = await restarted(one);
    expect(again.tablet.status()).toMatchObject({ pending: 2, copied: 2 });
    await again.tablet.unlock(one.server.worker, CODE);
    expect(await light(again, visit)).toBe('copy');
  });

  it('changes nothing for wrong digits', async () => {
    const { one, other, left } = await twoTablets();
    await note(one, left, 'absent');
    const [digits = ''] = await handOver(one.tablet, other.tablet);
    const wrong = String((Number(digits) + 1) % 100_000_000).padStart(8, '0');
    await expect(one.tablet.confirmCopies(wrong)).rejects.toThrow(SENTENCES.wrongDigits);
    await expect(one.tablet.confirmCopies(digits + wrong)).rejects.toThrow(SENTENCES.wrongDigits);
    await expect(one.tablet.confirmCopies(digits.slice(1))).rejects.toThrow(SENTENCES.badDigits);
    expect(one.tablet.status().copied).toBe(0);
  });

  it('reaches the server when the tablet that noted it is lost, once', async () => {
    const { one, other, left } = await twoTablets();
    await talk(one, left);
    await talk(one, left);
    const digits = await handOver(one.tablet, other.tablet);
    expect(digits).toHaveLength(2);
    await one.tablet.confirmCopies(digits.join(''));
    const before = one.server.kept.size;
    await other.tablet.exchangeNow();
    await other.tablet.exchangeNow();
    expect(one.server.kept.size).toBe(before + 5);
    expect(other.tablet.status()).toMatchObject({ carried: 0, trouble: null });
    expect(one.server.requests.filter(({ path }) => path === 'copies')).toHaveLength(2);
  });

  it('gets its receipts back over the carrier, whose tablet cannot read them', async () => {
    const { one, other, left } = await twoTablets();
    await talk(one, left);
    await handOver(one.tablet, other.tablet);
    await other.tablet.exchangeNow();
    const [brought] = other.tablet.receiptsToBring();
    expect(brought?.origin.name).toBe('Tablette 1');
    expect(brought?.name).toMatch(/^palier-accuses-/u);
    await expect(other.tablet.takeReceipts(brought?.text ?? '')).rejects.toThrow(SENTENCES.receiptsOfOthers);
    expect(await one.tablet.takeReceipts(brought?.text ?? '')).toBe(3);
    expect(one.tablet.status()).toMatchObject({ pending: 0, copied: 0 });
    expect(await one.tablet.takeReceipts(brought?.text ?? '')).toBe(3);
    await one.tablet.exchangeNow();
    expect(one.server.requests.filter(({ path, body }) => path === 'entries' && (body.entries as unknown[]).length > 1)).toEqual([]);
  });

  it('is sent again by nobody who meets the server first: duplicates', async () => {
    const { one, other, left } = await twoTablets();
    const visit = await note(one, left, 'refusal');
    await handOver(one.tablet, other.tablet);
    await one.tablet.exchangeNow();
    await other.tablet.exchangeNow();
    expect(await light(one, visit)).toBe('server');
    expect(one.server.changes.filter(({ id }) => id === visit)).toHaveLength(1);
    expect(await light(other, visit)).toBe('server');
  });

  it('is given and taken while both tablets are locked', async () => {
    const { one, other, left } = await twoTablets();
    await talk(one, left);
    one.tablet.lockForGood();
    other.tablet.lockForGood();
    const digits = await handOver(one.tablet, other.tablet);
    expect(await one.tablet.confirmCopies(digits.join(' '))).toBe(3);
    await other.tablet.exchangeNow();
    expect(other.tablet.status().carried).toBe(0);
    expect(other.tablet.receiptsToBring()).toHaveLength(1);
    await expect(one.tablet.takeReceipts(other.tablet.receiptsToBring()[0]?.text ?? '')).rejects.toThrow(SENTENCES.locked);
  });

  it('survives the battery of the carrier, and lost answers', async () => {
    const { one, other, left } = await twoTablets();
    await note(one, left, 'absent');
    await handOver(one.tablet, other.tablet);
    const again = await restarted(other);
    const copyAnswerLost: typeof lost = (path, body, answer) => (path === 'copies' ? lostAnswer(path, body, answer) : answer());
    one.server.faults = Array<typeof lost>(5).fill(copyAnswerLost);
    await again.tablet.exchangeNow();
    expect(again.tablet.status().carried).toBe(1);
    one.server.faults = [];
    await again.tablet.exchangeNow();
    expect(again.tablet.status().carried).toBe(0);
  });

  it('that the server will not take now holds up nothing', async () => {
    const { one, other, left } = await twoTablets();
    await note(one, left, 'absent');
    await handOver(one.tablet, other.tablet);
    const door = (await other.tablet.facade(other.server.round, other.server.entrance)).floors[0]?.doors[0]?.id ?? '';
    await note(other, door, 'absent');
    one.server.faults = [through, through, through, through].map(() => (path, body, answer) => (path === 'copies' ? status(500)(path, body, answer) : answer()));
    await other.tablet.exchangeNow();
    expect(other.tablet.status()).toMatchObject({ pending: 0, carried: 1, trouble: null });
  });

  it('is sent again to a server that was put back to before it', async () => {
    const { one, other, left } = await twoTablets();
    const kept = new Set(one.server.kept.keys());
    const visit = await note(one, left, 'absent');
    const digits = await handOver(one.tablet, other.tablet);
    await one.tablet.confirmCopies(digits.join(''));
    await other.tablet.exchangeNow();
    const old = other.tablet.receiptsToBring()[0]?.text ?? '';
    one.server.restore(kept);
    await other.tablet.exchangeNow();
    expect(one.server.kept.has(visit)).toBe(true);
    await one.tablet.exchangeNow();
    await expect(one.tablet.takeReceipts(old)).rejects.toThrow(SENTENCES.oldReceipts);
  });

  it('that the server cannot open is kept there, and somebody is told', async () => {
    const { one, other, left } = await twoTablets();
    const strange = await newWorld();
    const strangeDoors = await withDoors(strange);
    await note(strange, strangeDoors[0], 'absent');
    const { parts } = await strange.tablet.giveCopies();
    const body = (parts[0]?.text ?? '').split('\n').slice(1).join('\n');
    const { organisation, transport_recipient } = one.server.bundle;
    await other.tablet.takeCopies(copyBlock(await tagOf(organisation.id, transport_recipient), body));
    await other.tablet.exchangeNow();
    expect(one.server.uncopied).toHaveLength(1);
    expect(other.tablet.status()).toMatchObject({ carried: 0, trouble: SENTENCES.copyUnopened });
    expect(left).toBeTruthy();
  });
});

describe('parts', () => {
  it('hold one lane each, three at most, and come again as they were until something is new', async () => {
    const { one, other, left } = await twoTablets();
    for (let visit = 0; visit < 4; visit += 1) await talk(one, left);
    const first = await one.tablet.giveCopies();
    expect(first.parts.map(({ lane, entries }) => [lane, entries])).toEqual([['log', 5], ['answers', 4]]);
    expect(first.left).toBe(0);
    expect((await one.tablet.giveCopies()).parts.map(({ id }) => id)).toEqual(first.parts.map(({ id }) => id));
    expect(first.parts.every(({ name }) => /^palier-copie-(passages|reponses)-[0-9a-f]{6}\.txt$/u.test(name))).toBe(true);
    const old = await other.tablet.takeCopies(first.parts.map(({ text }) => text).join(''));
    await note(one, left, 'absent');
    const second = await one.tablet.giveCopies();
    expect(second.parts[0]?.entries).toBe(6);
    expect(await one.tablet.confirmCopies(old.map(({ digits }) => digits).join(''))).toBe(9);
    expect((await one.tablet.giveCopies()).parts.map(({ entries }) => entries)).toEqual([1]);
  });

  it('of a large backlog are 300 entries at most', async () => {
    const { one, other, left } = await twoTablets();
    for (let visit = 0; visit < 310; visit += 1) await note(one, left, 'absent');
    const { parts, left: rest } = await one.tablet.giveCopies();
    expect(parts.map(({ entries }) => entries)).toEqual([300, 11]);
    expect(rest).toBe(0);
    const taken = await other.tablet.takeCopies(parts.map(({ text }) => text).join(''));
    await one.tablet.confirmCopies(taken.map(({ digits }) => digits).join(''));
    expect(one.tablet.status()).toMatchObject({ copied: 311 });
    expect((await one.tablet.giveCopies()).parts).toEqual([]);
  }, 60_000);
});

describe('what is no copy for this tablet', () => {
  const wrong: [string, string, (text: string) => string][] = [
    ['a photo', SENTENCES.notACopy, () => '\u0089PNG\r\n\u001a\n\u0000'],
    ['nothing', SENTENCES.notACopy, () => ''],
    ['the first half', SENTENCES.copyCut, (text) => text.slice(0, text.length / 2)],
    ['a line lost', SENTENCES.copyCut, (text) => text.split('\n').filter((_line, index) => index !== 3).map((line, index) => (index === 4 ? line.slice(5) : line)).join('\n')],
    ['another organisation', SENTENCES.copyOfOthers, (text) => text.replace(/ [0-9a-f]{16}/u, ' 0123456789abcdef')],
    ['receipts', SENTENCES.receiptsNotCopy, (text) => text.replace(/palier-copy\/1 [0-9a-f]{16}/u, 'palier-receipts/1')],
    ['far too much', SENTENCES.copyTooLarge, (text) => text.repeat(Math.ceil(26_000_000 / text.length))],
  ];
  it.each(wrong)('%s', async (_name, sentence, spoil) => {
    const { recipient } = await makeKeyPair();
    const tag = await tagOf('an organisation', recipient);
    const text = copyBlock(tag, await sealArmored('x'.repeat(300), [recipient]));
    expect(await readCopies(text, tag)).toHaveLength(1);
    await expect(readCopies(spoil(text), tag)).rejects.toThrow(sentence);
  });

  it('is refused whole: one good part beside a bad one is not kept either', async () => {
    const { one, other, left } = await twoTablets();
    await talk(one, left);
    const { parts } = await one.tablet.giveCopies();
    const [good = '', bad = ''] = parts.map(({ text }) => text);
    await expect(other.tablet.takeCopies(good + bad.replace(/ [0-9a-f]{16}/u, ' 0123456789abcdef'))).rejects.toThrow(SENTENCES.copyOfOthers);
    expect(other.tablet.status().carried).toBe(0);
  });

  it('its own; the same twice', async () => {
    const { one, other, left } = await twoTablets();
    await note(one, left, 'absent');
    const text = (await one.tablet.giveCopies()).parts[0]?.text ?? '';
    await expect(one.tablet.takeCopies(text)).rejects.toThrow(SENTENCES.ownCopy);
    const [first] = await other.tablet.takeCopies(text);
    const [second] = await other.tablet.takeCopies(text);
    expect([first?.again, second?.again]).toEqual([false, true]);
    expect(first?.digits).toBe(second?.digits);
    expect(other.tablet.status().carried).toBe(1);
    await expect(one.tablet.takeReceipts(text)).rejects.toThrow(SENTENCES.copyNotReceipts);
  });
});

describe('digits', () => {
  it('are those that the server’s tests compute', async () => {
    for (const { copy, digits } of vectors.kept) expect(await digitsOf(copy)).toBe(digits);
    for (const { organisation, transport_recipient, tag } of vectors.tags) expect(await tagOf(organisation, transport_recipient)).toBe(tag);
  });

  it('may be typed spaced, several at once, or scanned', () => {
    expect(readDigits('1234 5678')).toEqual(['12345678']);
    expect(readDigits('palier-copy-kept/1 12345678 00000001')).toEqual(['12345678', '00000001']);
    expect(readDigits('1234567')).toBeNull();
    expect(readDigits('douze')).toBeNull();
    expect(readDigits('')).toBeNull();
  });
});
