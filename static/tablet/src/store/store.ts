/**
 * The tablet's memory and its one writer. Every write waits for the one before it, does all the cryptography, then one short
 * transaction (an await on anything but IndexedDB inside would end it). The transaction first looks at the device's revision:
 * if another window wrote in between, nothing is written, memory is read again and the work is done again. That is a lock over
 * all windows too, and 14 ms per tap quicker than a Web Lock and a read before the transaction (CPU slowed 4 times).
 */
import Dexie from 'dexie';

import type { Before } from '../domain/before';
import type { Bundle } from '../domain/bundle';
import { NOTHING_KNOWN, withEntries, type EntranceFacts } from '../domain/entrance';
import type { AnyLogEntry } from '../domain/entries';
import type { KnownRounds } from '../domain/leaving';
import type { Progress } from '../domain/progress';
import type { Opens } from '../domain/secrets';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Draft } from '../domain/tablet';
import { lockJson, unlockJson, type Locked, type Shelf } from './cipher';
import { Overtaken, commit, type Write } from './commit';
import { Database, type CarriedRow, type DeviceRow, type Lane, type MadeRow } from './database';
import type { Environment } from './environment';
import { finishForgetting } from './orders';
import type { Resting } from './resting';
import { opensOf } from './unlocking';

/** Grows when snapshots keep more of a change than before: what an older app passed over is read once more. */
export const FACTS = 3;

/** What grows with every note, apart from the entrances themselves. */
export interface Ledger {
  /** The epoch of the cursors: in another epoch they are worth nothing. */
  epoch: string;
  cursors: Record<string, number>;
  /** `FACTS` of the app that read the feed up to the cursors: for another, the feed is to be read again. */
  facts?: number;
  progress: Record<string, Progress>;
  /** Visit, or visit and form → answers made at it, as long as the server does not have them. */
  answers: Record<string, string>;
  /** Of the tablet whose place this one takes, until the team has read it. */
  before?: Before | null;
  /** Rounds that this tablet carries, or carried until lately. */
  rounds?: KnownRounds;
  /** Hash of the tombstones that were read. */
  tombstones?: string;
}

/** The newest notes of an entrance, and what they come to. */
export interface Tail {
  entries: AnyLogEntry[];
  progress: Progress;
}

/** What exists only while unlocked. */
export interface Session {
  key: CryptoKey;
  /** Opened because a code was lost: new ones are chosen before anything else. */
  recovered?: true;
  /** Null between enrolment and the first code. */
  worker: string | null;
  bundle: Bundle;
  ledger: Ledger;
  drafts: Map<string, Draft>;
  /** What was noted at an entrance since its snapshot: `facts` is the two together. */
  tails: Map<string, AnyLogEntry[]>;
  /** Who was there when a session was last set on this tablet, and on which day: whoever goes on to the next entrance. */
  crew: { day: string; workers: string[] } | null;
  /** Entrances opened of late. */
  entrances: Map<string, EntranceFacts>;
}

const ENTRANCES_IN_MEMORY = 8;
const LOOK_AFTER = 300;
const MOST_CONFLICTS = 20;

export class Store {
  readonly db: Database;
  device: DeviceRow | null = null;
  session: Session | null = null;
  /** While locked in the stairwell: never beside a session. */
  resting: Resting | null = null;
  /** False between enrolment and the first code: nothing is on disk yet. */
  saved = false;
  /** Workers with a code here, and what opens the tablet for them. */
  coded = new Map<string, Opens>();
  /** Entries that the server does not have. */
  pending = new Map<string, Lane>();
  /** Copies made here and carried for neighbours, without their texts. */
  copies = new Map<string, MadeRow | CarriedRow>();
  setAside = 0;
  /** Since the app began, at the coordination's wish. */
  wasErased = false;
  /** Drafts finished or discarded since the app began, in whatever window. */
  readonly ended = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private cancelLook: () => void = () => undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(readonly env: Environment) {
    this.db = new Database(env.databaseName);
    env.windows.listen(() => { this.lookSoon(); });
  }

  /** Entries that the server lacks and a neighbour keeps a copy of. */
  get copied(): ReadonlySet<string> {
    const confirmed = [...this.copies.values()].flatMap((row) => (row.kind === 'made' && row.confirmed ? row.entries : []));
    return new Set(confirmed.filter((id) => this.pending.has(id)));
  }

  async open(): Promise<void> {
    try {
      await this.db.open();
      const row = await this.db.device.get('device');
      if (row?.key === 'device' && row.gone === true) await finishForgetting(this);
      else await this.reread();
    } catch {
      throw new Sentence(SENTENCES.storageMissing);
    }
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  changed(): void {
    for (const listener of [...this.listeners]) listener();
  }

  known(): DeviceRow {
    if (this.device === null) throw new Sentence(SENTENCES.locked);
    return this.device;
  }

  unlocked(): Session {
    if (this.session === null) throw new Sentence(SENTENCES.locked);
    return this.session;
  }

  /** Everything is gone, on disk and here: a new tablet, which says why. */
  forgotten(): void {
    Object.assign(this, { device: null, session: null, resting: null, saved: false, coded: new Map(), pending: new Map(), copies: new Map(), setAside: 0 });
    this.wasErased = true;
    this.changed();
  }

  /** From now on nothing opens the tablet but a long code. */
  forgetKey(): void {
    this.session = null;
    this.resting = null;
    this.changed();
  }

  /** Runs one writer at a time. Rejects with a sentence; what was not committed never happened. `work` may run again. */
  async write<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.last.then(() => this.attempt(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async attempt<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        return await work();
      } catch (error) {
        // What is refused may be right by what another window wrote.
        const again = conflicts < MOST_CONFLICTS && (await this.refresh().catch(() => false));
        if (!again) throw asSentence(error);
      }
    }
  }

  /** The writes and the device's row in one durable transaction; inside a `write`. */
  async commit(device: Partial<DeviceRow>, writes: readonly Write[]): Promise<void> {
    const { revision } = this.known();
    const row = { ...this.known(), ...device, revision: revision + 1 };
    await commit(this.db, this.saved ? revision : null, [...writes, { table: 'device', put: row }]);
    this.device = row;
    this.env.windows.tell();
  }

  async locked(session: Session, shelf: Shelf, value: unknown): Promise<Locked> {
    return lockJson(session.key, shelf, value, this.env.random);
  }

  /** What is known of an entrance: decrypts this entrance and no other. */
  async facts(entrance: string): Promise<EntranceFacts> {
    const session = this.unlocked();
    const known = session.entrances.get(entrance);
    if (known) return known;
    const { revision } = this.known();
    const row = await this.db.snapshots.get(entrance);
    const snapshot = row ? ((await unlockJson(session.key, `snapshots/${entrance}`, row.facts)) as EntranceFacts) : NOTHING_KNOWN;
    const facts = withEntries(snapshot, session.tails.get(entrance) ?? []);
    // Something was written while we read: what we hold may be the past.
    if (this.known().revision !== revision) return this.facts(entrance);
    this.remember(session, entrance, facts);
    return facts;
  }

  remember(session: Session, entrance: string, facts: EntranceFacts): void {
    session.entrances.delete(entrance);
    session.entrances.set(entrance, facts);
    const oldest = session.entrances.keys().next().value;
    if (session.entrances.size > ENTRANCES_IN_MEMORY && oldest !== undefined) session.entrances.delete(oldest);
  }

  /** Bundle, ledger and drafts, as they lie on disk. */
  async readSession(key: CryptoKey, worker: string | null): Promise<Session> {
    const [bundle, ledger] = await this.db.overview.bulkGet(['bundle', 'ledger']);
    if (!bundle || !ledger) throw new Error('An enrolled tablet has an overview.');
    const drafts = new Map<string, Draft>();
    for (const row of await this.db.drafts.toArray()) {
      drafts.set(row.id, (await unlockJson(key, `drafts/${row.id}`, row.content)) as Draft);
    }
    const last = (await unlockJson(key, 'overview/ledger', ledger.content)) as Ledger;
    const tails = await this.readTails(key);
    // Answers that left while the tablet was locked: from now on nothing here tells at which door they were given.
    const answers = Object.fromEntries(Object.entries(last.answers).filter(([, id]) => this.pending.has(id)));
    return {
      key,
      worker,
      bundle: (await unlockJson(key, 'overview/bundle', bundle.content)) as Bundle,
      ledger: { ...last, answers, progress: { ...last.progress, ...Object.fromEntries(tails.map(({ entrance, progress }) => [entrance, progress])) } },
      drafts,
      tails: new Map(tails.map(({ entrance, entries }) => [entrance, entries])),
      crew: this.session?.crew ?? null,
      entrances: new Map(),
    };
  }

  private async readTails(key: CryptoKey): Promise<(Tail & { entrance: string })[]> {
    const rows = await this.db.tails.toArray();
    return Promise.all(rows.map(async ({ entrance, content }) => ({ entrance, ...((await unlockJson(key, `tails/${entrance}`, content)) as Tail) })));
  }

  /** Another window wrote: look when it pauses, so as not to stand in its way. */
  private lookSoon(): void {
    this.cancelLook();
    this.cancelLook = this.env.later(() => { void this.write(() => this.refresh()).catch(() => undefined); }, LOOK_AFTER);
  }

  /** Reads again what another window wrote since we last looked; false if nothing. */
  private async refresh(): Promise<boolean> {
    const row = await this.db.device.get('device');
    if (row?.key !== 'device' || row.revision === this.device?.revision) return false;
    await this.reread();
    if (this.device === null || this.device.lockedByCentre === true) this.forgetKey();
    if (this.session !== null) await this.followSession(this.session);
    this.changed();
    return true;
  }

  private async followSession(before: Session): Promise<void> {
    // Another window enrolled the tablet first, under another key: this window's opens nothing.
    const after = await this.readSession(before.key, before.worker).catch(nullIfWrongKey);
    if (after) for (const id of before.drafts.keys()) if (!after.drafts.has(id)) this.ended.add(id);
    // Locked meanwhile: the key is not to live on.
    if (this.session === before) this.session = after;
  }

  private async reread(): Promise<void> {
    const row = await this.db.device.get('device');
    const [log, answers, coded, setAside, copies] = await Promise.all([
      this.db.entries.where('pending').equals('log').primaryKeys(),
      this.db.entries.where('pending').equals('answers').primaryKeys(),
      this.db.keys.toArray(),
      this.db.setAside.count(),
      // Ids are hex digits; their texts, which are long, stand under `text/`.
      this.db.copies.where('id').below('text/').toArray(),
    ]);
    this.device = row?.key === 'device' && row.gone !== true ? row : null;
    this.saved = this.device !== null;
    this.pending = new Map([...log.map((id) => [id, 'log'] as const), ...answers.map((id) => [id, 'answers'] as const)]);
    this.coded = new Map(coded.map((row) => [row.worker, opensOf(row)]));
    this.setAside = setAside;
    this.copies = new Map(copies.flatMap((row) => (row.kind === 'text' ? [] : [[row.id, row] as const])));
  }
}

function nullIfWrongKey(error: unknown): null {
  if (error instanceof DOMException && error.name === 'OperationError') return null;
  throw error;
}

function asSentence(error: unknown): unknown {
  if (error instanceof Sentence) return error;
  if (isQuota(error)) return new Sentence(SENTENCES.storageFull, { cause: error });
  if (error instanceof Dexie.DexieError || error instanceof DOMException || error instanceof Overtaken) return new Sentence(SENTENCES.storageFailed, { cause: error });
  return error;
}

function isQuota(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, inner } = error as { name?: unknown; inner?: unknown };
  return name === 'QuotaExceededError' || (inner !== error && isQuota(inner));
}
