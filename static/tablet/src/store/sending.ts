/** What pushing needs. All of it works while the tablet is locked. */
import type { Bytes } from '../domain/ids';
import type { EntryRow, Lane } from './database';
import type { Store } from './store';

export interface Outgoing {
  id: string;
  digest: string;
  carrier: Bytes;
}

export interface BatchSize {
  entries: number;
  bytes: number;
}

/** Entries of a lane that the server lacks: visits as they were made, answers in any order but that. */
export async function nextBatch(store: Store, lane: Lane, size: BatchSize, without: ReadonlySet<string>): Promise<Outgoing[]> {
  const waiting = [...store.pending].filter(([id, its]) => its === lane && !without.has(id)).map(([id]) => id);
  const ids = lane === 'answers' ? shuffled(store, waiting) : waiting.sort();
  const rows = (await store.db.entries.bulkGet(ids.slice(0, size.entries))).filter((row) => row !== undefined);
  const batch: Outgoing[] = [];
  let bytes = 0;
  for (const { id, digest, carrier } of rows) {
    bytes += carrier.length;
    if (batch.length > 0 && bytes > size.bytes) break;
    batch.push({ id, digest, carrier });
  }
  return batch;
}

/** The server has them. Of answers nothing readable stays here: not what they say, nor at which door they were given. */
export async function markSent(store: Store, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await store.write(async () => {
    const { session } = store;
    const sent = new Set(ids);
    const ledger = session && {
      ...session.ledger,
      answers: Object.fromEntries(Object.entries(session.ledger.answers).filter(([, answers]) => !sent.has(answers))),
    };
    const overview = session && ledger && (await store.locked(session, 'overview/ledger', ledger));
    const rows = (await store.db.entries.bulkGet([...ids])).filter((row) => row !== undefined);
    await store.commit({}, [
      ...rows.map((row) => ({ table: 'entries', put: asSent(row) }) as const),
      ...(overview ? [{ table: 'overview', put: { key: 'ledger', content: overview } } as const] : []),
    ]);
    if (session && ledger) session.ledger = ledger;
    for (const id of ids) store.pending.delete(id);
  });
  store.changed();
}

function asSent({ id, lane, digest, carrier, round, own }: EntryRow): EntryRow {
  return { id, lane, digest, carrier, ...(round !== undefined && { round }), ...(lane === 'log' && own && { own }) };
}

/** Ids of entries that the server once had, each lane by itself and in no order: offered after a restore. */
export async function heldIds(store: Store): Promise<Record<Lane, string[]>> {
  const held = (await store.db.entries.toCollection().primaryKeys()).filter((id) => !store.pending.has(id));
  return { log: shuffled(store, held.filter((id) => !isAnswers(id))), answers: shuffled(store, held.filter(isAnswers)) };
}

/** Only answers have a random id (version 4): the id tells the lane without reading the entry. */
function isAnswers(id: string): boolean {
  return id[14] === '4';
}

export async function markMissing(store: Store, missing: readonly string[]): Promise<void> {
  if (missing.length === 0) return;
  await store.write(async () => {
    const rows = (await store.db.entries.bulkGet([...missing])).filter((row) => row !== undefined);
    const again = rows.map((row) => ({ ...row, pending: row.lane }));
    await store.commit({}, again.map((row) => ({ table: 'entries', put: row })));
    for (const { id, lane } of again) store.pending.set(id, lane);
  });
  store.changed();
}

/** Another epoch: what the server says from now on is another story, read from its beginning. */
export async function enterEpoch(store: Store, epoch: string): Promise<void> {
  await store.write(() => store.commit({ epoch, bundleHash: null }, []));
  store.changed();
}

export interface ServerContact {
  lastExchange: string;
  clockErrorMs: number | null;
}

export async function noteContact(store: Store, contact: ServerContact): Promise<void> {
  await store.write(() => store.commit(contact, []));
  store.changed();
}

function shuffled<Item>(store: Store, items: readonly Item[]): Item[] {
  const dice = new Uint32Array(store.env.random(items.length * 4).buffer);
  return items
    .map((item, index) => ({ item, rank: dice[index] ?? 0 }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
