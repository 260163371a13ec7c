/** The server was restored: it may lack what it once receipted. Offer what is held, send again what is missing. */
import { isListOf, isText } from '../domain/reading';
import { enterEpoch, heldIds, markMissing } from '../store/sending';
import type { Store } from '../store/store';
import { ExchangeFailure, post, type Answer } from './server';
import { telling } from './telling';

const IDS_AT_ONCE = 500;

/** The new epoch is kept only when everything was offered: a tablet that stops half-way begins again. */
export async function followEpoch(store: Store, epoch: string): Promise<void> {
  const held = await heldIds(store);
  for (const ids of [held.log, held.answers]) {
    for (let start = 0; start < ids.length; start += IDS_AT_ONCE) {
      await offer(store, epoch, ids.slice(start, start + IDS_AT_ONCE));
    }
  }
  await enterEpoch(store, epoch);
}

async function offer(store: Store, epoch: string, ids: string[]): Promise<void> {
  const { body, epoch: answered } = await post(store.env, store.known().token, 'held', { ids });
  if (!isListOf(body.missing, isText)) throw new ExchangeFailure('strange');
  if (answered !== epoch) throw new ExchangeFailure('busy');
  const offered = new Set(ids);
  await markMissing(store, body.missing.filter((id) => offered.has(id)));
}

/** The server's epoch and orders, asked for by a tablet that has nothing to send and cannot receive. */
export async function askEpoch(store: Store): Promise<Answer> {
  return post(store.env, store.known().token, 'held', { ids: [], ...telling(store) });
}
