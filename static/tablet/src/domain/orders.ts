/** What the coordination asks of this tablet: told with every answer of the server, never pushed. */
import { isShape } from './reading';

export interface Orders {
  /** Everything hidden until it is taken back; what is noted still leaves. */
  lock: boolean;
  /** Hand in what only this tablet has, say so, forget everything. */
  erase: boolean;
}

/** Null from servers of before there were any, and from what is none. */
export function readOrders(value: unknown): Orders | null {
  return isShape(value) && typeof value.lock === 'boolean' && typeof value.erase === 'boolean' ? { lock: value.lock, erase: value.erase } : null;
}
