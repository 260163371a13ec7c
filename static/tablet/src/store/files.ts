/** Files that the bundle names: kept whole under their name, encrypted, and gone when the bundle names them no more. */
import type { BundleFile } from '../domain/bundle';
import { digestOf } from '../domain/envelope';
import type { Bytes } from '../domain/ids';
import { lockBytes, unlockBytes } from './cipher';
import { BASEMAP } from './parts';
import type { Store } from './store';

/** What the bundle names and this tablet lacks, or has in another state; the smallest first. */
export async function missingFiles(store: Store): Promise<BundleFile[]> {
  const wanted = wholeFiles(store);
  const held = new Map((await store.db.files.bulkGet(wanted.map(({ name }) => name))).flatMap((row) => (row ? [[row.name, row.hash]] : [])));
  return wanted.filter(({ name, hash }) => held.get(name) !== hash).sort((one, other) => one.bytes - other.bytes);
}

/** Keeps a file if it is the one that was asked for. */
export async function keepFile(store: Store, { name, hash }: BundleFile, bytes: Bytes): Promise<boolean> {
  if ((await digestOf(bytes)) !== hash) return false;
  await store.write(async () => {
    const content = await lockBytes(store.unlocked().key, `files/${name}`, bytes, store.env.random);
    await store.commit({}, [{ table: 'files', put: { name, hash, content } }]);
  });
  store.changed();
  return true;
}

export async function dropUnnamedFiles(store: Store): Promise<void> {
  const named = new Set(wholeFiles(store).map(({ name }) => name));
  const unnamed = (await store.db.files.toCollection().primaryKeys()).filter((name) => name !== BASEMAP && !named.has(name));
  if (unnamed.length === 0) return;
  await store.write(() => store.commit({}, unnamed.map((name) => ({ table: 'files', remove: name }))));
}

/** The file as it was last fetched, which may be older than what the bundle names; null when it never was. */
export async function readFile(store: Store, name: string): Promise<{ hash: string; bytes: Bytes } | null> {
  const { key } = store.unlocked();
  const row = await store.db.files.get(name);
  return row ? { hash: row.hash, bytes: await unlockBytes(key, `files/${name}`, row.content) } : null;
}

function wholeFiles(store: Store): BundleFile[] {
  return (store.unlocked().bundle.files ?? []).filter(({ name }) => name !== BASEMAP);
}
