/**
 * The basemap: too large to be fetched in one go on a bad network, or to be held whole. It comes in parts of a megabyte, each kept
 * encrypted as it arrives; once all are here and their digest is the right one, it takes the place of the one before.
 */
import type { BundleFile } from '../domain/bundle';
import type { Bytes } from '../domain/ids';
import { lockBytes, lockJson, unlockBytes, unlockJson } from './cipher';
import type { Store } from './store';

export const BASEMAP = 'basemap';
export const PART = 1024 * 1024;

/** A file that is here whole and in the right state. */
export interface Parted {
  hash: string;
  bytes: number;
}

export function namedBasemap(store: Store): BundleFile | null {
  return store.unlocked().bundle.files?.find(({ name }) => name === BASEMAP) ?? null;
}

export async function readyBasemap(store: Store): Promise<Parted | null> {
  const { key } = store.unlocked();
  const row = await store.db.files.get(BASEMAP);
  return row ? ((await unlockJson(key, `files/${BASEMAP}`, row.content)) as Parted) : null;
}

/** The first parts that are missing of the basemap that the bundle names; none when it is here, or when there is none. */
export async function missingParts(store: Store, most: number): Promise<{ file: BundleFile; indexes: number[] } | null> {
  const file = namedBasemap(store);
  if (file === null || (await readyBasemap(store))?.hash === file.hash) return null;
  const held = new Set(await store.db.parts.where('id').startsWith(`${file.hash}/`).primaryKeys());
  const indexes = indexesOf(file).filter((index) => !held.has(partId(file.hash, index)));
  return { file, indexes: indexes.slice(0, most) };
}

export async function keepPart(store: Store, { hash }: Parted, index: number, bytes: Bytes): Promise<void> {
  const id = partId(hash, index);
  await store.write(async () => {
    const content = await lockBytes(store.unlocked().key, `parts/${id}`, bytes, store.env.random);
    await store.commit({}, [{ table: 'parts', put: { id, content } }]);
  });
}

/** All parts are here: the basemap is used from now on if it is the one that was named; otherwise its parts go, to be fetched again. */
export async function completeBasemap(store: Store, { hash, bytes }: Parted): Promise<boolean> {
  const right = (await digestOfParts(store, { hash, bytes })) === hash;
  const stale = (await store.db.parts.toCollection().primaryKeys()).filter((id) => id.startsWith(`${hash}/`) !== right);
  await store.write(async () => {
    const content = await lockJson(store.unlocked().key, `files/${BASEMAP}`, { hash, bytes } satisfies Parted, store.env.random);
    await store.commit({}, [
      ...stale.map((id) => ({ table: 'parts', remove: id }) as const),
      ...(right ? [{ table: 'files', put: { name: BASEMAP, hash, content } } as const] : []),
    ]);
  });
  store.changed();
  return right;
}

/** The bundle names none any more: it goes, and what had come of it. */
export async function dropBasemap(store: Store): Promise<void> {
  const ids = await store.db.parts.toCollection().primaryKeys();
  const row = await store.db.files.get(BASEMAP);
  if (ids.length === 0 && !row) return;
  await store.write(() => store.commit({}, [{ table: 'files', remove: BASEMAP }, ...ids.map((id) => ({ table: 'parts', remove: id }) as const)]));
}

/** Bytes of the basemap that is ready. Throws when a part is not there. */
export async function readBasemap(store: Store, { hash }: Parted, offset: number, length: number): Promise<Bytes> {
  const found = new Uint8Array(length);
  for (let at = offset; at < offset + length; ) {
    const index = Math.floor(at / PART);
    const part = await readPart(store, hash, index);
    const piece = part.subarray(at - index * PART, Math.min(part.length, offset + length - index * PART));
    if (piece.length === 0) return found.slice(0, at - offset);
    found.set(piece, at - offset);
    at += piece.length;
  }
  return found;
}

async function readPart(store: Store, hash: string, index: number): Promise<Bytes> {
  const id = partId(hash, index);
  const row = await store.db.parts.get(id);
  if (!row) throw new RangeError('A part of the basemap is missing.');
  return unlockBytes(store.unlocked().key, `parts/${id}`, row.content);
}

async function digestOfParts(store: Store, file: Parted): Promise<string> {
  const { createSHA256 } = await import('hash-wasm');
  const digest = await createSHA256();
  digest.init();
  for (const index of indexesOf(file)) digest.update(await readPart(store, file.hash, index));
  return digest.digest('hex');
}

function indexesOf({ bytes }: Parted): number[] {
  return Array.from({ length: Math.ceil(bytes / PART) }, (_, index) => index);
}

function partId(hash: string, index: number): string {
  return `${hash}/${String(index).padStart(6, '0')}`;
}
