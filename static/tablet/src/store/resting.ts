/**
 * The warm lock of the stairwell: nothing is on the screen or readable in memory but the data key, and six digits open again. They are checked
 * here, against what lies under that key; on the disk they open nothing. Five wrong ones, or four hours, and the key is gone: the long code then.
 */
import { SENTENCES, shortCodeSentence } from '../domain/sentences';
import type { UnlockResult } from '../domain/tablet';
import { unlockJson } from './cipher';
import type { Store } from './store';

const FREE_TRIES = 5;
const LONGEST_REST = 4 * 60 * 60_000;

/** What is left of a session while the tablet rests. */
export interface Resting {
  key: CryptoKey;
  worker: string;
  since: number;
  crew: { day: string; workers: string[] } | null;
  /** Wrong codes since the last right one, whoever's. */
  wrong: number;
}

/** Whoever has no short code, and a session that has nobody, locks for good. */
export function rest(store: Store): void {
  const { session } = store;
  if (session === null) return;
  const { worker, key, crew } = session;
  const opens = worker === null ? null : (store.coded.get(worker) ?? null);
  if (worker === null || opens === null || opens === 'old' || session.recovered) {
    store.forgetKey();
    return;
  }
  const since = store.env.now();
  store.resting = { key, worker, since, crew, wrong: 0 };
  store.session = null;
  store.env.later(() => { if (store.resting?.since === since) store.forgetKey(); }, LONGEST_REST);
  store.changed();
}

/** Whoever works with this tablet may take it up from a colleague: the key is the same, the author is not. */
export async function reopen(store: Store, worker: string, code: string): Promise<UnlockResult> {
  if (store.device?.lockedByCentre === true) return { ok: false, sentence: SENTENCES.lockedByCentre };
  const { resting } = store;
  if (resting === null || store.env.now() - resting.since > LONGEST_REST) {
    store.forgetKey();
    return { ok: false, sentence: SENTENCES.keyIsGone };
  }
  return store.write(async () => {
    if (store.resting !== resting) return { ok: false, sentence: SENTENCES.keyIsGone };
    if (!store.known().workers.some(({ id }) => id === worker)) return { ok: false, sentence: SENTENCES.unknownWorker };
    const row = await store.db.keys.get(worker);
    if (row?.short === undefined) return { ok: false, sentence: SENTENCES.workerHasNoShort };
    if ((await unlockJson(resting.key, `short/${worker}`, row.short)) !== code) return refused(store, resting);
    const session = await store.readSession(resting.key, worker);
    store.session = { ...session, crew: resting.crew };
    store.resting = null;
    store.changed();
    return { ok: true };
  });
}

function refused(store: Store, resting: Resting): UnlockResult {
  resting.wrong += 1;
  const left = FREE_TRIES - resting.wrong;
  if (left <= 0) store.forgetKey();
  return { ok: false, sentence: left > 0 ? shortCodeSentence(left) : SENTENCES.keyIsGone };
}
