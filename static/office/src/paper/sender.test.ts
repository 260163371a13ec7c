import 'fake-indexeddb/auto';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { Packed } from '../../../tablet/src/store/packing';
import type { Outgoing } from '../../../tablet/src/store/sending';
import { Outbox } from './outbox';
import { Sender, type Line, type Status } from './sender';
import { ENTRANCE, id, ORGANISATION } from './testing';

let outbox: Outbox;
let names = 0;
const heard: Status[] = [];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  outbox = new Outbox(ORGANISATION, `sender-${(names += 1)}`);
  await outbox.open();
  heard.length = 0;
});
afterEach(() => {
  outbox.close();
  vi.useRealTimers();
});

/** A server that answers as it is told, and then as a good one. */
class Wire implements Line {
  sent: string[][] = [];
  tokens = 0;
  tokenStatus = 200;
  constructor(private readonly answers: (number | 'silence' | ((batch: readonly Outgoing[]) => unknown))[] = []) {}

  send(batch: readonly Outgoing[]): Promise<{ status: number; body: unknown }> {
    this.sent.push(batch.map((one) => one.id));
    const answer = this.answers.shift() ?? 200;
    if (answer === 'silence') return Promise.reject(new TypeError('Failed to fetch'));
    if (typeof answer === 'function') return Promise.resolve({ status: 200, body: answer(batch) });
    return Promise.resolve({ status: answer, body: answer === 200 ? { receipts: receipts(batch) } : null });
  }
  freshToken(): Promise<number> {
    this.tokens += 1;
    return Promise.resolve(this.tokenStatus);
  }
}

const receipts = (batch: readonly Outgoing[], status = 'accepted') => batch.map((one) => ({ id: one.id, status, digest: one.digest }));
const packed = (rank: number, lane: Packed['lane'] = 'log'): Packed => ({ id: id(rank), lane, digest: String(rank).padStart(64, '0'), carrier: new Uint8Array([rank]) });
const sender = (line: Line) => new Sender(outbox, line, (status) => heard.push(status));
const last = () => heard.at(-1)!;

test('visits in the order of typing, answers in a request of their own, and then nothing waits', async () => {
  await outbox.keep(ENTRANCE, [packed(9)]);
  await outbox.keep(ENTRANCE, [packed(3), packed(50, 'answers')]);
  await outbox.keep(ENTRANCE, [packed(7)]);
  const wire = new Wire();
  await sender(wire).flush();
  expect(wire.sent).toEqual([[id(9), id(3), id(7)], [id(50)]]);
  expect(last()).toEqual({ waiting: 0, busy: false, trouble: null, quarantined: 0 });
  expect(await outbox.waiting()).toBe(0);
});

describe('what was typed stays until the server’s receipt is for it', () => {
  test.each([
    ['silence', 'offline'],
    [401, 'signed_out'],
    [403, 'forbidden'],
    [429, 'busy'],
    [500, 'busy'],
    [503, 'busy'],
    [0, 'offline'],
    [302, 'strange'],
  ] as const)('%s: kept, tried again by itself, arrived', async (answer, trouble) => {
    await outbox.keep(ENTRANCE, [packed(1), packed(2, 'answers')]);
    const wire = new Wire([answer]);
    const it = sender(wire);
    await it.flush();
    expect([last().trouble, last().waiting, await outbox.waiting()]).toEqual([trouble, 2, 2]);
    await vi.advanceTimersByTimeAsync(2_000);
    await it.flush();
    expect([last().trouble, await outbox.waiting()]).toEqual([null, 0]);
  });

  test.each([
    ['no receipts', () => ({})],
    ['a page of the Wi-Fi', () => null],
    ['the digest of something else', (batch: readonly Outgoing[]) => ({ receipts: receipts(batch).map((one) => ({ ...one, digest: 'f'.repeat(64) })) })],
    ['a status nobody knows', (batch: readonly Outgoing[]) => ({ receipts: receipts(batch, 'fine') })],
    ['receipts for others', () => ({ receipts: [{ id: id(99), status: 'accepted', digest: '0'.repeat(64) }] })],
  ])('%s is not believed', async (_, answer) => {
    await outbox.keep(ENTRANCE, [packed(1)]);
    await sender(new Wire([answer])).flush();
    expect([last().trouble, await outbox.waiting()]).toEqual(['strange', 1]);
  });

  test('a duplicate has arrived; what is in quarantine too, and is told', async () => {
    await outbox.keep(ENTRANCE, [packed(1)]);
    await sender(new Wire([(batch) => ({ receipts: receipts(batch, 'duplicate') })])).flush();
    expect(await outbox.waiting()).toBe(0);
    await outbox.keep(ENTRANCE, [packed(2)]);
    await sender(new Wire([(batch) => ({ receipts: receipts(batch, 'quarantined') })])).flush();
    expect([await outbox.waiting(), last().quarantined]).toEqual([0, 1]);
  });

  test('one bad receipt does not hold up the others', async () => {
    await outbox.keep(ENTRANCE, [packed(1), packed(2), packed(3)]);
    await sender(new Wire([(batch) => ({ receipts: receipts(batch).filter((one) => one.id !== id(2)) })])).flush();
    expect((await outbox.next('log', 9, new Set())).map((one) => one.id)).toEqual([id(2)]);
  });
});

test('after a sign-out and a new sign-in, the page’s old token is renewed and the same bytes go again', async () => {
  await outbox.keep(ENTRANCE, [packed(1)]);
  const wire = new Wire([400]);
  await sender(wire).flush();
  expect([wire.tokens, wire.sent.length, await outbox.waiting()]).toEqual([1, 2, 0]);
});

test('while nobody is signed in, the old token is no reason to give anything up', async () => {
  await outbox.keep(ENTRANCE, [packed(1)]);
  const wire = new Wire([400]);
  wire.tokenStatus = 401;
  await sender(wire).flush();
  expect([last().trouble, await outbox.waiting()]).toEqual(['signed_out', 1]);
});

test('too much at once goes in halves', async () => {
  for (let rank = 1; rank <= 8; rank += 1) await outbox.keep(ENTRANCE, [packed(rank)]);
  const wire = new Wire([413, 413]);
  await sender(wire).flush();
  expect(wire.sent.slice(0, 3).map((batch) => batch.length)).toEqual([8, 4, 2]);
  expect(await outbox.waiting()).toBe(0);
});

test('an entry that is refused whatever is tried stays, and lets the others pass', async () => {
  await outbox.keep(ENTRANCE, [packed(1), packed(2)]);
  const stubborn: Line = {
    send: (batch) => Promise.resolve(batch.some((one) => one.id === id(1)) ? { status: 413, body: null } : { status: 200, body: { receipts: receipts(batch) } }),
    freshToken: () => Promise.resolve(200),
  };
  await sender(stubborn).flush();
  expect((await outbox.next('log', 9, new Set())).map((one) => one.id)).toEqual([id(1)]);
  expect(last().trouble).toBe('strange');
});

test('what another organisation typed in this browser waits for its own people', async () => {
  const other = new Outbox(id(77), outbox.name);
  await other.open();
  await other.keep(ENTRANCE, [packed(5)]);
  const wire = new Wire();
  await sender(wire).flush();
  expect(wire.sent).toEqual([]);
  expect([await outbox.waiting(), await other.waiting(), await other.waitingAt(ENTRANCE)]).toEqual([0, 1, 1]);
  other.close();
});

test('what is typed while a request is on its way goes with the next', async () => {
  await outbox.keep(ENTRANCE, [packed(1)]);
  const wire = new Wire();
  const it = sender(wire);
  const first = it.flush();
  await outbox.keep(ENTRANCE, [packed(2)]);
  await Promise.all([first, it.flush()]);
  expect(wire.sent.flat()).toEqual([id(1), id(2)]);
  expect(await outbox.waiting()).toBe(0);
});
