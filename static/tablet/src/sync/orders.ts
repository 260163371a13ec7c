/** Obeying: what the coordination asks is kept as it is told, so that a restart undoes nothing, and done when the exchange is over. */
import { forgetEverything, lockedByCentre } from '../store/orders';
import type { Store } from '../store/store';
import { ExchangeFailure, post, type Answer } from './server';

/** As soon as it is told: whoever holds the tablet sees nothing more. */
export async function heed(store: Store, { orders }: Answer): Promise<void> {
  if (orders !== null) await lockedByCentre(store, orders.lock);
}

/** Returns whether the tablet is empty now. What the server lacks, own or a neighbour's, keeps everything here: another exchange tries again. */
export async function obey(store: Store, { orders }: Answer): Promise<boolean> {
  if (orders?.erase !== true || store.pending.size > 0 || hasUnsent(store)) return false;
  return forgetEverything(store, async () => {
    try {
      await post(store.env, store.known().token, 'erased', {});
      return true;
    } catch (failure) {
      // Taken back meanwhile.
      if (failure instanceof ExchangeFailure && failure.kind === 'refused') return false;
      throw failure;
    }
  });
}

function hasUnsent(store: Store): boolean {
  return [...store.copies.values()].some((row) => row.kind === 'carried' && row.answered === null);
}
