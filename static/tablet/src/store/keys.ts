/** Who can open the tablet: each worker's long code wraps the same random data key, and what the short code is checked against lies under that key. */
import type { Named } from '../domain/bundle';
import type { Bytes } from '../domain/ids';
import { asTyped, judgeLong, judgeShort, type LongCode, type Secrets } from '../domain/secrets';
import { SENTENCES, Sentence } from '../domain/sentences';
import { dataKey, lockBytes, lockJson } from './cipher';
import { COST } from './code-key';
import type { KeyRow } from './database';
import { wrappingOf } from './passkey-key';
import { sealedKey } from './recovering';
import type { Session, Store } from './store';
import { tryLong } from './unlocking';

/**
 * First secrets, or others for whoever gives the long code they have: a tablet left open is not enough to take somebody's code over.
 * Whoever has just opened it by a code of before there were two, or because theirs was lost, is not asked for that. `old`: null where the device itself is asked.
 */
export async function chooseSecrets(store: Store, worker: string, secrets: Secrets, old: string | null = null): Promise<void> {
  if (judgeLong(secrets.long) !== 'good') throw new Sentence(SENTENCES.weakCode);
  if (judgeShort(secrets.short) !== 'good') throw new Sentence(SENTENCES.weakShortCode);
  const session = store.unlocked();
  const has = store.coded.get(worker) ?? null;
  if (has !== null) await requireOwn(store, session, worker, old);
  const [row, recovery] = await Promise.all([rowFor(store, session, worker, secrets), sealedKey(store, session)]);
  await store.write(async () => {
    // Locked meanwhile, or enrolled in another window: what was wrapped is not this tablet's key any more.
    if (store.unlocked().key !== session.key) throw new Sentence(SENTENCES.locked);
    if (!store.known().workers.some(({ id }) => id === worker)) throw new Sentence(SENTENCES.unknownWorker);
    if (store.coded.has(worker) && has === null) throw new Sentence(SENTENCES.workerHasCode);
    if (store.saved) await store.commit({ recovery }, [{ table: 'keys', put: row }]);
    else await saveFirst(store, session, row, recovery);
    store.coded.set(worker, secrets.long.opens);
    const now = store.unlocked();
    now.worker = worker;
    delete now.recovered;
  });
  store.changed();
}

async function requireOwn(store: Store, session: Session, worker: string, old: string | null): Promise<void> {
  if (session.worker !== worker) throw new Sentence(SENTENCES.workerHasCode);
  const opens = store.coded.get(worker);
  if (opens === 'old' || session.recovered) return;
  if (old === null && opens !== 'passkey') throw new Sentence(SENTENCES.oldCodeFirst);
  const tried = await tryLong(store, worker, old);
  if ('sentence' in tried) throw new Sentence(tried.sentence);
}

/** The first code makes the enrolment last: before it, nothing could have been opened again. */
async function saveFirst(store: Store, session: Session, row: KeyRow, recovery: Bytes): Promise<void> {
  const [bundle, ledger] = await Promise.all([
    store.locked(session, 'overview/bundle', session.bundle),
    store.locked(session, 'overview/ledger', session.ledger),
  ]);
  await store.commit({ recovery }, [
    { table: 'device', remove: 'invitation' },
    { table: 'keys', put: row },
    { table: 'overview', put: { key: 'bundle', content: bundle } },
    { table: 'overview', put: { key: 'ledger', content: ledger } },
  ]);
  store.saved = true;
}

async function rowFor(store: Store, session: Session, worker: string, { long, short }: Secrets): Promise<KeyRow> {
  const { salt, wrapping, rest } = await wrappingFor(store, long);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', session.key));
  const [wrapped, checked] = await Promise.all([
    lockBytes(wrapping, `keys/${worker}`, raw, store.env.random),
    lockJson(session.key, `short/${worker}`, short, store.env.random),
  ]);
  return { worker, salt, wrapped, failures: 0, lastFailure: null, short: checked, ...rest };
}

async function wrappingFor(store: Store, long: LongCode) {
  if (long.opens === 'passkey') {
    const { id, salt, secret } = long.passkey;
    return { salt, wrapping: await wrappingOf(secret), rest: { opens: long.opens, passkey: id } };
  }
  const salt = store.env.random(16);
  const wrapping = await dataKey(await store.env.deriveCodeKey(asTyped(long.opens, long.code), salt, COST));
  return { salt, wrapping, rest: { opens: long.opens, cost: COST } };
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
