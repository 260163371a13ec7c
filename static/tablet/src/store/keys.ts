/** Codes: each worker's code wraps the same random data key. Wrong codes cost growing waits, also over a restart. */
import type { Named } from '../domain/bundle';
import { warmSealing } from '../../../sealing/age';
import { SENTENCES, Sentence, waitSentence, wrongCodeSentence } from '../domain/sentences';
import type { UnlockResult } from '../domain/tablet';
import { dataKey, lockBytes, unlockBytes } from './cipher';
import type { KeyRow } from './database';
import type { Session, Store } from './store';

const FREE_TRIES = 5;
const MINUTE = 60_000;
const WAITS = [MINUTE / 2, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE];

/** A first code, or another one for whoever gives the old: a tablet left open is not enough to take somebody's code over. */
export async function chooseCode(store: Store, worker: string, code: string, old: string | null = null): Promise<void> {
  if (!/^\d{6,}$/u.test(code)) throw new Sentence(SENTENCES.shortCode);
  const session = store.unlocked();
  const changes = store.coded.has(worker);
  if (changes) await requireOld(store, session, worker, old);
  const row = await wrapFor(store, session, worker, code);
  await store.write(async () => {
    // Locked meanwhile, or enrolled in another window: what was wrapped is not this tablet's key any more.
    if (store.unlocked().key !== session.key) throw new Sentence(SENTENCES.locked);
    if (!store.known().workers.some(({ id }) => id === worker)) throw new Sentence(SENTENCES.unknownWorker);
    if (store.coded.has(worker) && !changes) throw new Sentence(SENTENCES.workerHasCode);
    if (store.saved) await store.commit({}, [{ table: 'keys', put: row }]);
    else await saveFirst(store, session, row);
    store.coded.add(worker);
    store.unlocked().worker = worker;
  });
  store.changed();
}

async function requireOld(store: Store, session: Session, worker: string, old: string | null): Promise<void> {
  if (session.worker !== worker) throw new Sentence(SENTENCES.workerHasCode);
  if (old === null) throw new Sentence(SENTENCES.oldCodeFirst);
  const tried = await tryCode(store, worker, old);
  if ('sentence' in tried) throw new Sentence(tried.sentence);
}

/** The first code makes the enrolment last: before it, nothing could have been opened again. */
async function saveFirst(store: Store, session: Session, row: KeyRow): Promise<void> {
  const [bundle, ledger] = await Promise.all([
    store.locked(session, 'overview/bundle', session.bundle),
    store.locked(session, 'overview/ledger', session.ledger),
  ]);
  await store.commit({}, [
    { table: 'device', remove: 'invitation' },
    { table: 'keys', put: row },
    { table: 'overview', put: { key: 'bundle', content: bundle } },
    { table: 'overview', put: { key: 'ledger', content: ledger } },
  ]);
  store.saved = true;
}

export interface Staff {
  workers: Named[];
  /** Workers who are no longer of this tablet: their codes open nothing any more. */
  leavers: string[];
  /** False while somebody who left must stay, because nobody else could open the tablet. */
  settled: boolean;
}

/** Who may open the tablet by a new bundle. A tablet that nobody can open could never receive the next one. */
export function staffOf(store: Store, workers: readonly Named[]): Staff {
  const leaving = store.known().workers.filter(({ id }) => store.coded.has(id) && !workers.some((worker) => worker.id === id));
  const settled = leaving.length === 0 || workers.some(({ id }) => store.coded.has(id));
  return settled ? { workers: [...workers], leavers: leaving.map(({ id }) => id), settled } : { workers: [...workers, ...leaving], leavers: [], settled };
}

async function wrapFor(store: Store, session: Session, worker: string, code: string): Promise<KeyRow> {
  const salt = store.env.random(16);
  const wrapping = await dataKey(await store.env.deriveCodeKey(code, salt));
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', session.key));
  const wrapped = await lockBytes(wrapping, `keys/${worker}`, raw, store.env.random);
  return { worker, salt, wrapped, failures: 0, lastFailure: null };
}

export async function unlock(store: Store, worker: string, code: string): Promise<UnlockResult> {
  // The code's key is derived in a worker meanwhile; the first note finds this ready.
  void warmSealing().catch(() => undefined);
  const tried = await tryCode(store, worker, code);
  if ('sentence' in tried) return { ok: false, sentence: tried.sentence };
  const { key } = tried;
  await store.write(async () => {
    const row = (await store.db.keys.get(worker)) ?? tried.row;
    await store.commit({}, [{ table: 'keys', put: { ...row, failures: 0, lastFailure: null } }]);
    store.session = await store.readSession(key, worker);
  });
  store.changed();
  return { ok: true };
}

/** The failure counted for a right code is taken back by whoever writes the row next. */
async function tryCode(store: Store, worker: string, code: string): Promise<{ row: KeyRow; key: CryptoKey } | { sentence: string }> {
  const attempt = await store.write(() => countAttempt(store, worker));
  if ('sentence' in attempt) return attempt;
  const key = await unwrap(store, attempt.row, code);
  return key === null ? { sentence: wrongCodeSentence(FREE_TRIES - attempt.row.failures) } : { row: attempt.row, key };
}

/** Counts a failure before the code is tried, or says how long to wait. */
async function countAttempt(store: Store, worker: string): Promise<{ row: KeyRow } | { sentence: string }> {
  const known = await store.db.keys.get(worker);
  if (!store.known().workers.some(({ id }) => id === worker)) return { sentence: SENTENCES.unknownWorker };
  if (!known) return { sentence: SENTENCES.workerHasNoCode };
  const now = store.env.now();
  const rest = remainingWait(known, now);
  if (rest > 0) return { sentence: waitSentence(rest) };
  const row = { ...known, failures: known.failures + 1, lastFailure: now };
  await store.commit({}, [{ table: 'keys', put: row }]);
  return { row };
}

/** A clock set back makes the wait whole again, never shorter. */
function remainingWait({ failures, lastFailure }: KeyRow, now: number): number {
  if (failures < FREE_TRIES || lastFailure === null) return 0;
  const wait = WAITS[Math.min(failures - FREE_TRIES, WAITS.length - 1)] ?? 0;
  return wait - Math.max(0, now - lastFailure);
}

async function unwrap(store: Store, row: KeyRow, code: string): Promise<CryptoKey | null> {
  const wrapping = await dataKey(await store.env.deriveCodeKey(code, row.salt));
  try {
    return await dataKey(await unlockBytes(wrapping, `keys/${row.worker}`, row.wrapped));
  } catch {
    return null;
  }
}
