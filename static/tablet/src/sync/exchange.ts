/** One exchange at a time, by itself when it can: after each note, when the network returns, and on a plain timer. */
import { formatMoment, localOffset } from '../domain/moments';
import { SENTENCES, Sentence, quarantineSentence } from '../domain/sentences';
import type { ExchangeStatus } from '../domain/tablet';
import { noteContact } from '../store/sending';
import type { Store } from '../store/store';
import { carry } from './copies';
import { askEpoch, followEpoch } from './epoch';
import { pull } from './pull';
import { Pace, push } from './push';
import { heed, obey } from './orders';
import { ExchangeFailure, type Answer } from './server';

const AFTER_NOTE = 2_000;
const AFTER_WAKING = 1_000;
const WHEN_CALM = 5 * 60_000;
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 10 * 60_000;
const SERVER_MAY_ASK = 15 * 60_000;

export class Exchange {
  private readonly pace = new Pace();
  private running: Promise<void> | null = null;
  private failures = 0;
  private quarantined = 0;
  private unopened = 0;
  private trouble: string | null = null;
  private timer: { at: number; cancel: () => void } | null = null;
  private before = { pending: 0, carried: 0, unlocked: false };

  constructor(private readonly store: Store) {
    store.subscribe(() => { this.notice(); });
    store.env.awakened(() => { this.wake(); });
  }

  start(): void {
    this.before = { pending: this.store.pending.size, carried: unsent(this.store), unlocked: this.store.session !== null };
    if (this.store.saved) this.plan(AFTER_WAKING);
  }

  status(): ExchangeStatus {
    const { store, timer } = this;
    return {
      online: store.env.online(),
      busy: this.running !== null,
      pending: store.pending.size,
      copied: store.copied.size,
      carried: unsent(store),
      lastExchange: store.device?.lastExchange ?? null,
      nextTry: timer === null || this.running !== null ? null : formatMoment(timer.at, localOffset(timer.at)),
      trouble: this.trouble ?? (this.quarantined > 0 ? quarantineSentence(this.quarantined) : this.unopened > 0 ? SENTENCES.copyUnopened : null),
      setAside: store.setAside,
    };
  }

  /** Resolves when the exchange is over, whether the server answered or not: the status tells. */
  async now(): Promise<void> {
    if (!this.store.saved) return;
    this.running ??= this.guarded().finally(() => {
      this.running = null;
      this.store.changed();
    });
    this.store.changed();
    await this.running;
  }

  private async guarded(): Promise<void> {
    this.cancel();
    const waiting = this.store.pending.size;
    try {
      // Another window may be at it already.
      const more = await this.store.env.locks.tryHold('exchange', () => this.once());
      this.failures = 0;
      this.plan(more === null ? FIRST_WAIT : more ? AFTER_NOTE : WHEN_CALM);
    } catch (failure) {
      // What got through before the network broke is a reason to try again soon.
      this.failures = this.store.pending.size < waiting ? 1 : this.failures + 1;
      this.trouble = troubleOf(failure);
      this.plan(this.waitAfter(failure));
    }
  }

  /** Returns whether there is more to fetch. */
  private async once(): Promise<boolean> {
    const { store, pace } = this;
    let answer: Answer | null = null;
    let more = false;
    let trouble: string | null = null;
    for (let round = 0; round < 3; round += 1) {
      const pushed = await push(store, pace);
      this.quarantined += pushed.quarantined;
      answer = pushed.answer ?? answer;
      if (pushed.answer) await heed(store, pushed.answer);
      if (pushed.left > 0) trouble = SENTENCES.strangeReceipt;
      // After what this tablet noted itself, before maps and files come down.
      this.unopened += await carry(store);
      let epoch = pushed.answer?.epoch ?? store.known().epoch;
      if (epoch === store.known().epoch && store.session !== null) {
        const pulled = await pull(store);
        answer = pulled.answer;
        trouble = pulled.trouble ?? trouble;
        more = pulled.more;
        epoch = pulled.answer.epoch;
      } else if (pushed.answer === null) {
        answer = await askEpoch(store);
        await heed(store, answer);
        epoch = answer.epoch;
      }
      if (epoch === store.known().epoch) break;
      await followEpoch(store, epoch);
    }
    if (answer && (await obey(store, answer))) return false;
    const now = store.env.now();
    await noteContact(store, {
      lastExchange: formatMoment(now, localOffset(now)),
      clockErrorMs: answer?.clockErrorMs ?? store.known().clockErrorMs,
    });
    this.trouble = trouble;
    return more;
  }

  /** After a note: soon, unless the server was just failing. After unlocking: soon. */
  private notice(): void {
    const { store, before } = this;
    const news = { pending: store.pending.size, carried: unsent(store), unlocked: store.session !== null && store.saved };
    this.before = news;
    if (!store.saved || this.running !== null) return;
    if (news.unlocked && !before.unlocked) this.planSooner(0);
    else if ((news.pending > before.pending || news.carried > before.carried) && this.failures === 0) this.planSooner(AFTER_NOTE);
  }

  private wake(): void {
    if (!this.store.saved || this.running !== null || !this.store.env.online()) {
      this.store.changed();
      return;
    }
    this.failures = 0;
    this.planSooner(this.jittered(AFTER_WAKING));
    this.store.changed();
  }

  private planSooner(delay: number): void {
    if (this.timer === null || this.timer.at > this.store.env.now() + delay) this.plan(delay);
  }

  private plan(delay: number): void {
    this.cancel();
    const cancel = this.store.env.later(() => { void this.now(); }, delay);
    this.timer = { at: this.store.env.now() + delay, cancel };
  }

  private cancel(): void {
    this.timer?.cancel();
    this.timer = null;
  }

  private waitAfter(failure: unknown): number {
    const wait = this.jittered(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (this.failures - 1)));
    const asked = failure instanceof ExchangeFailure ? (failure.retryAfter ?? 0) : 0;
    return Math.max(wait, Math.min(asked, SERVER_MAY_ASK));
  }

  /** Between half and all of it, so that tablets of one network do not come back together. */
  private jittered(delay: number): number {
    return Math.round(delay * (0.5 + (this.store.env.random(1)[0] ?? 0) / 510));
  }
}

/** Neighbours' copies that no server has answered for yet. */
function unsent(store: Store): number {
  return [...store.copies.values()].filter((row) => row.kind === 'carried' && row.answered === null).length;
}

/** What the store says of a note that was not kept: here nothing was being noted. */
const OF_EXCHANGE = new Map<string, string | null>([
  [SENTENCES.locked, null],
  [SENTENCES.storageFull, SENTENCES.exchangeFull],
  [SENTENCES.storageFailed, SENTENCES.exchangeNotKept],
]);

/** Only what a person can do something about. */
function troubleOf(failure: unknown): string | null {
  if (failure instanceof Sentence) return OF_EXCHANGE.has(failure.message) ? (OF_EXCHANGE.get(failure.message) ?? null) : failure.message;
  if (!(failure instanceof ExchangeFailure)) return SENTENCES.exchangeNotKept;
  if (failure.kind === 'revoked') return SENTENCES.revoked;
  if (failure.kind === 'unknown') return SENTENCES.unknownToServer;
  if (failure.kind === 'strange') return SENTENCES.strangeNetwork;
  if (failure.kind === 'refused') return SENTENCES.refused;
  return null;
}
