/** Taking in the basemap, some parts at each exchange, so that no visit waits behind it. */
import { PART, completeBasemap, dropBasemap, keepPart, missingParts, namedBasemap } from '../store/parts';
import type { Store } from '../store/store';
import { ExchangeFailure, getBytes } from './server';

const PARTS_AT_ONCE = 4;

/** Returns whether parts are still missing. */
export async function fetchBasemap(store: Store): Promise<boolean> {
  if (namedBasemap(store) === null) await dropBasemap(store);
  const missing = await missingParts(store, PARTS_AT_ONCE);
  if (missing === null) return false;
  const { file, indexes } = missing;
  for (const index of indexes) {
    const last = Math.min(file.bytes, (index + 1) * PART) - 1;
    const bytes = await getBytes(store.env, store.known().token, `files/${file.name}/${file.hash}`, [index * PART, last]);
    if (bytes.length !== last + 1 - index * PART) throw new ExchangeFailure('strange');
    await keepPart(store, file, index, bytes);
  }
  if (indexes.length === PARTS_AT_ONCE && (await missingParts(store, 1))?.indexes.length) return true;
  if (!(await completeBasemap(store, file))) throw new ExchangeFailure('strange');
  return false;
}
