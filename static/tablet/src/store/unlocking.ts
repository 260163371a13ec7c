/** The cold lock: after a restart, or when the key has left memory. Wrong codes cost growing waits, also over a restart. */
import { warmSealing } from '../../../sealing/age';
import { asTyped, type Opens } from '../domain/secrets';
import { SENTENCES, Sentence, waitSentence, wrongCodeSentence } from '../domain/sentences';
import type { UnlockResult } from '../domain/tablet';
import { dataKey, unlockBytes } from './cipher';
import { OLD_COST } from './code-key';
import type { KeyRow } from './database';
import { wrappingOf } from './passkey-key';
import type { Store } from './store';

const FREE_TRIES = 5;
const MINUTE = 60_000;
const WAITS = [MINUTE / 2, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, 60 * MINUTE];

/** `code`: null where the device itself is asked. */
export async function unlock(store: Store, worker: string, code: string | null): Promise<UnlockResult> {
  if (store.device?.lockedByCentre === true) return { ok: false, sentence: SENTENCES.lockedByCentre };
  // The code's key is derived in a worker meanwhile; the first note finds this ready.
  void warmSealing().catch(() => undefined);
  const tried = await tryLong(store, worker, code);
  if ('sentence' in tried) return { ok: false, sentence: tried.sentence };
  const { key } = tried;
  await store.write(async () => {
    const row = (await store.db.keys.get(worker)) ?? tried.row;
    await store.commit({}, [{ table: 'keys', put: { ...row, failures: 0, lastFailure: null } }]);
    store.session = await store.readSession(key, worker);
    store.resting = null;
  });
  store.changed();
  return { ok: true };
}

/** The failure counted for a right code is taken back by whoever writes the row next. */
export async function tryLong(store: Store, worker: string, code: string | null): Promise<{ row: KeyRow; key: CryptoKey } | { sentence: string }> {
  if (code === null) return tryPasskey(store, worker);
  const attempt = await store.write(() => countAttempt(store, worker));
  if ('sentence' in attempt) return attempt;
  const { row } = attempt;
  const key = await unwrap(row, await dataKey(await store.env.deriveCodeKey(asTyped(opensOf(row), code), row.salt, row.cost ?? OLD_COST)));
  return key === null ? { sentence: wrongCodeSentence(FREE_TRIES - row.failures) } : { row, key };
}

/** The device counts its own tries. */
async function tryPasskey(store: Store, worker: string): Promise<{ row: KeyRow; key: CryptoKey } | { sentence: string }> {
  const row = await knownRow(store, worker);
  if ('sentence' in row) return row;
  if (row.passkey === undefined) return { sentence: SENTENCES.oldCodeFirst };
  try {
    const key = await unwrap(row, await wrappingOf(await (await store.env.passkeys()).use(row.passkey, row.salt)));
    return key === null ? { sentence: SENTENCES.passkeyWithout } : { row, key };
  } catch (error) {
    if (error instanceof Sentence) return { sentence: error.message };
    throw error;
  }
}

async function knownRow(store: Store, worker: string): Promise<KeyRow | { sentence: string }> {
  if (!store.known().workers.some(({ id }) => id === worker)) return { sentence: SENTENCES.unknownWorker };
  return (await store.db.keys.get(worker)) ?? { sentence: SENTENCES.workerHasNoCode };
}

/** Counts a failure before the code is tried, or says how long to wait. */
async function countAttempt(store: Store, worker: string): Promise<{ row: KeyRow } | { sentence: string }> {
  const known = await knownRow(store, worker);
  if ('sentence' in known) return known;
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

async function unwrap(row: KeyRow, wrapping: CryptoKey): Promise<CryptoKey | null> {
  try {
    return await dataKey(await unlockBytes(wrapping, `keys/${row.worker}`, row.wrapped));
  } catch {
    return null;
  }
}

export function opensOf({ opens }: KeyRow): Opens {
  return opens ?? 'old';
}
