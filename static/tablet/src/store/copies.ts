/**
 * Copies in stairwells: those this tablet made of what the server lacks, and those it carries for neighbours. Nothing here needs a key,
 * so all of it works while locked: texts are sealed to the server, and what the server answers is sealed to the tablet that made the copy.
 */
import { digitsOf } from '../domain/copies';
import { digestOf, textBytes } from '../domain/envelope';
import { SENTENCES, Sentence } from '../domain/sentences';
import type { Named } from '../domain/bundle';
import { toBase64Url } from '../../../sealing/base64url';
import { sealArmored } from '../../../sealing/age';
import type { Write } from './commit';
import type { CarriedRow, CopyRow, EntryRow, Lane, MadeRow } from './database';
import type { Store } from './store';

const MOST_ENTRIES = 300;
/** Of carriers; armor makes it about twice as much. */
const MOST_BYTES = 1024 * 1024;
/** More codes than this nobody types in a stairwell: what is left is given once these are kept. */
export const MOST_PARTS = 3;
const KEPT_FOR = 30 * 24 * 3600_000;

export interface Given {
  row: MadeRow;
  text: string;
}

/** What has no second light, in parts of one lane each. Asked again without news, the same texts. */
export async function makeCopies(store: Store): Promise<{ given: Given[]; left: number }> {
  const waiting = [...store.pending].filter(([id]) => !store.copied.has(id));
  const lanes = (['log', 'answers'] as const).map((lane) => waiting.filter(([, its]) => its === lane).map(([id]) => id).sort());
  const given: Given[] = [];
  let left = waiting.length;
  for (let turn = 0; given.length < MOST_PARTS && lanes.some((ids) => ids.length > 0); turn += 1) {
    const ids = lanes[turn % 2] ?? [];
    const rows = await nextPart(store, ids.slice(0, MOST_ENTRIES));
    if (rows.length === 0) {
      // Sent meanwhile.
      ids.splice(0, MOST_ENTRIES);
      continue;
    }
    given.push((await madeBefore(store, rows)) ?? (await make(store, turn % 2 === 0 ? 'log' : 'answers', rows)));
    ids.splice(0, rows.length);
    left -= rows.length;
  }
  return { given, left };
}

async function nextPart(store: Store, ids: string[]): Promise<EntryRow[]> {
  const rows = (await store.db.entries.bulkGet(ids)).filter((row) => row !== undefined);
  let bytes = 0;
  const end = rows.findIndex(({ carrier }, index) => (bytes += carrier.length) > MOST_BYTES && index > 0);
  return end < 0 ? rows : rows.slice(0, end);
}

async function madeBefore(store: Store, rows: readonly EntryRow[]): Promise<Given | null> {
  const ids = rows.map(({ id }) => id).join();
  for (const row of store.copies.values()) {
    if (row.kind !== 'made' || row.confirmed || row.entries.join() !== ids) continue;
    const text = await textOf(store, row.id);
    if (text !== null) return { row, text };
  }
  return null;
}

async function make(store: Store, lane: Lane, rows: readonly EntryRow[]): Promise<Given> {
  const { device, transportRecipient } = store.known();
  const entries = rows.map(({ id, carrier }) => ({ id, carrier: toBase64Url(carrier) }));
  const content = { format: 'palier-copy/1', device: device.id, lane, entries, salt: toBase64Url(store.env.random(16)) };
  const text = await sealArmored(JSON.stringify(content), [transportRecipient]);
  const row: MadeRow = {
    id: await digestOf(textBytes(text)), kind: 'made', lane, entries: rows.map(({ id }) => id), digits: await digitsOf(text), confirmed: false,
  };
  await save(store, [row], [text]);
  return { row, text };
}

/** Throws, and changes nothing, unless all of these digits are those of copies of this tablet. Returns how many entries have a second light now that had none. */
export async function confirmCopies(store: Store, digits: readonly string[]): Promise<number> {
  const before = store.copied.size;
  await store.write(async () => {
    const made = [...store.copies.values()].filter((row) => row.kind === 'made');
    if (!digits.every((one) => made.some((row) => row.digits === one))) throw new Sentence(SENTENCES.wrongDigits);
    const kept = made.filter((row) => digits.includes(row.digits) && !row.confirmed).map((row) => ({ ...row, confirmed: true }));
    // Nobody asks for this text again.
    const texts = kept.map(({ id }) => ({ table: 'copies', remove: `text/${id}` }) as const);
    await store.commit({}, [...kept.map((row) => ({ table: 'copies', put: row }) as const), ...texts]);
    for (const row of kept) store.copies.set(row.id, row);
  });
  store.changed();
  return store.copied.size - before;
}

export interface Taken {
  digits: string;
  /** Kept here before. */
  again: boolean;
}

export async function keepCopies(store: Store, texts: readonly string[]): Promise<Taken[]> {
  const rows = await Promise.all(texts.map(async (text): Promise<CarriedRow> => {
    return { id: await digestOf(textBytes(text)), kind: 'carried', digits: await digitsOf(text), takenAt: store.env.now(), answered: null };
  }));
  if (rows.some(({ id }) => store.copies.get(id)?.kind === 'made')) throw new Sentence(SENTENCES.ownCopy);
  const fresh = rows.filter(({ id }) => !store.copies.has(id));
  await save(store, fresh, texts.filter((_text, index) => fresh.some(({ id }) => id === rows[index]?.id)));
  return rows.map((row) => ({ digits: row.digits, again: !fresh.includes(row) }));
}

/** Meta and text in one transaction. */
async function save(store: Store, rows: readonly CopyRow[], texts: readonly string[]): Promise<void> {
  await store.write(async () => {
    const writes = rows.flatMap((row, index): Write[] => [
      { table: 'copies', put: row },
      { table: 'copies', put: { id: `text/${row.id}`, kind: 'text', text: texts[index] ?? '' } },
    ]);
    await store.commit({}, writes);
    for (const row of rows) if (row.kind !== 'text') store.copies.set(row.id, row);
  }).catch((error: unknown) => { throw isFull(error) ? new Sentence(SENTENCES.copyNotKept, { cause: error }) : error; });
  store.changed();
}

function isFull(error: unknown): boolean {
  return error instanceof Sentence && error.message === SENTENCES.storageFull;
}

async function textOf(store: Store, id: string): Promise<string | null> {
  const row = await store.db.copies.get(`text/${id}`);
  return row?.kind === 'text' ? row.text : null;
}

/** Copies that this epoch of the server has not answered for: a restored server may lack them. */
export function copiesToSend(store: Store): string[] {
  const { epoch } = store.known();
  return [...store.copies.values()].flatMap((row) => (row.kind === 'carried' && row.answered?.epoch !== epoch ? [row.id] : []));
}

export const copyText = textOf;

export interface CopyAnswer {
  epoch: string;
  origin: Named | null;
  receipts: string | null;
}

export async function noteAnswered(store: Store, id: string, answer: CopyAnswer): Promise<void> {
  await store.write(async () => {
    const row = store.copies.get(id);
    if (row?.kind !== 'carried') return;
    const after: CarriedRow = { ...row, answered: { ...answer, at: store.env.now() } };
    await store.commit({}, [{ table: 'copies', put: after }]);
    store.copies.set(id, after);
  });
  store.changed();
}

/** Receipts that wait to find their way back, by the tablet they are for. */
export function receiptsHeld(store: Store): { origin: Named; receipts: string[] }[] {
  const held = new Map<string, { origin: Named; receipts: string[] }>();
  for (const row of store.copies.values()) {
    if (row.kind !== 'carried' || !row.answered?.origin || row.answered.receipts === null) continue;
    const { origin, receipts } = row.answered;
    const known = held.get(origin.id) ?? { origin, receipts: [] };
    held.set(origin.id, { ...known, receipts: [...known.receipts, receipts] });
  }
  return [...held.values()];
}

/** Copies made here go once the server has everything in them; copies carried, some time after the server has answered. */
export async function dropOldCopies(store: Store): Promise<void> {
  const now = store.env.now();
  const isOver = (row: MadeRow | CarriedRow): boolean =>
    row.kind === 'made' ? row.entries.every((id) => !store.pending.has(id)) : row.answered !== null && now - row.answered.at > KEPT_FOR;
  const over = [...store.copies.values()].filter(isOver).map(({ id }) => id);
  if (over.length === 0) return;
  await store.write(async () => {
    await store.commit({}, over.flatMap((id): Write[] => [{ table: 'copies', remove: id }, { table: 'copies', remove: `text/${id}` }]));
    for (const id of over) store.copies.delete(id);
  });
}
