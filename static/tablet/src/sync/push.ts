/** Sending what only this tablet has: visits and answers in separate requests, also while locked. */
import { toBase64Url } from '../../../sealing/base64url';
import type { Lane } from '../store/database';
import { markSent, nextBatch, type BatchSize, type Outgoing } from '../store/sending';
import type { Store } from '../store/store';
import { readReceipts } from './receipts';
import { ExchangeFailure, post, type Answer } from './server';
import { telling } from './telling';

const LEAST: BatchSize = { entries: 1, bytes: 32 * 1024 };
const FIRST: BatchSize = { entries: 100, bytes: 1024 * 1024 };
const MOST: BatchSize = { entries: 400, bytes: 4 * 1024 * 1024 };

/** A network may take long to let more through than it did: so many batches must arrive before a larger one is tried, at most. */
const MOST_PATIENT = 64;

/** How much at once: less after a failure, more after batches that arrived, and the more of them the oftener larger ones failed. Lives as long as the app. */
export class Pace {
  size: BatchSize = FIRST;
  private arrived = 0;
  private patience = 1;

  /** The server would not take so much. */
  slower(): void {
    this.shrink({ entries: this.size.entries >> 1, bytes: this.size.bytes >> 1 });
  }

  /** The network would not let so much through: the least may still pass. */
  slowest(): void {
    this.shrink(LEAST);
  }

  faster(): void {
    this.arrived += 1;
    if (this.arrived < this.patience) return;
    this.arrived = 0;
    this.size = { entries: Math.min(MOST.entries, this.size.entries * 2), bytes: Math.min(MOST.bytes, this.size.bytes * 2) };
  }

  private shrink({ entries, bytes }: BatchSize): void {
    this.arrived = 0;
    this.patience = Math.min(MOST_PATIENT, this.patience * 2);
    this.size = { entries: Math.max(LEAST.entries, entries), bytes: Math.max(LEAST.bytes, bytes) };
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
    return await post(store.env, store.known().token, 'entries', { entries, ...telling(store, entries.length) });
  } catch (failure) {
    if (!(failure instanceof ExchangeFailure)) throw failure;
    if (failure.kind === 'refused') {
      pace.slower();
      return batch.length > 1 ? 'too much' : 'refused';
    }
    // In a stairwell a network may carry one note and not ten: that is tried at once, before waiting.
    pace.slowest();
    if (failure.kind !== 'unreachable' || batch.length === 1 || !store.env.online()) throw failure;
    return 'too much';
  }
}
