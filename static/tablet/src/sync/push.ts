/** Sending what only this tablet has: visits and answers in separate requests, also while locked. */
import { toBase64Url } from '../../../sealing/base64url';
import type { Lane } from '../store/database';
import { markSent, nextBatch, type BatchSize, type Outgoing } from '../store/sending';
import type { Store } from '../store/store';
import { readReceipts } from './receipts';
import { ExchangeFailure, post, type Answer } from './server';

const LEAST: BatchSize = { entries: 1, bytes: 32 * 1024 };
const FIRST: BatchSize = { entries: 100, bytes: 1024 * 1024 };
const MOST: BatchSize = { entries: 400, bytes: 4 * 1024 * 1024 };

/** How much at once: half after a failure, double after a success. Lives as long as the app. */
export class Pace {
  size: BatchSize = FIRST;

  slower(): void {
    this.size = { entries: Math.max(LEAST.entries, this.size.entries >> 1), bytes: Math.max(LEAST.bytes, this.size.bytes >> 1) };
  }

  faster(): void {
    this.size = { entries: Math.min(MOST.entries, this.size.entries * 2), bytes: Math.min(MOST.bytes, this.size.bytes * 2) };
  }
}

export interface Pushed {
  /** The last answer, if anything was sent. */
  answer: Answer | null;
  /** Entries that the server keeps without understanding them. */
  quarantined: number;
  /** Entries whose receipt was not for what was sent, or that the server would not take: still only here. */
  left: number;
}

export async function push(store: Store, pace: Pace): Promise<Pushed> {
  const pushed: Pushed = { answer: null, quarantined: 0, left: 0 };
  for (const lane of ['log', 'answers'] as const) await pushLane(store, pace, lane, pushed);
  return pushed;
}

async function pushLane(store: Store, pace: Pace, lane: Lane, pushed: Pushed): Promise<void> {
  const left = new Set<string>();
  for (;;) {
    const batch = await nextBatch(store, lane, pace.size, left);
    if (batch.length === 0) break;
    const answer = await send(store, pace, batch);
    if (answer === 'too much') continue;
    if (answer === 'refused') {
      for (const { id } of batch) left.add(id);
      continue;
    }
    pace.faster();
    pushed.answer = answer;
    const receipts = await readReceipts(answer.body.receipts, batch);
    if (receipts === null) throw new ExchangeFailure('strange');
    const { arrived, quarantined } = receipts;
    await markSent(store, arrived);
    pushed.quarantined += quarantined;
    for (const { id } of batch) if (!arrived.includes(id)) left.add(id);
  }
  pushed.left += left.size;
}

/** One entry that the server refuses must not hold up the others. */
async function send(store: Store, pace: Pace, batch: readonly Outgoing[]): Promise<Answer | 'too much' | 'refused'> {
  const entries = batch.map(({ id, carrier }) => ({ id, carrier: toBase64Url(carrier) }));
  try {
    return await post(store.env, store.known().token, 'entries', { entries });
  } catch (failure) {
    pace.slower();
    if (!(failure instanceof ExchangeFailure) || failure.kind !== 'refused') throw failure;
    return batch.length > 1 ? 'too much' : 'refused';
  }
}
