/** What this tablet says of itself with a call, for the coordination's list. */
import { version } from '../../../package.json';
import type { Store } from '../store/store';

/** `sending`: how many entries go with this very call. */
export function telling(store: Store, sending = 0): { pending: number; app: string } {
  return { pending: Math.max(0, store.pending.size - sending), app: version };
}
