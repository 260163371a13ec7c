/** Which entries have arrived. Only a receipt for exactly our bytes counts. */
import { digestOf } from '../domain/envelope';
import { isShape } from '../domain/reading';
import type { Outgoing } from '../store/sending';

export interface Receipts {
  arrived: string[];
  /** How many of them the server keeps without understanding them. */
  quarantined: number;
}

/** The digest is of the envelope, or of the carrier when the server could not open it. Null: these are no receipts at all. */
export async function readReceipts(receipts: unknown, batch: readonly Outgoing[]): Promise<Receipts | null> {
  if (!Array.isArray(receipts)) return null;
  const read: Receipts = { arrived: [], quarantined: 0 };
  const outgoing = new Map(batch.map((entry) => [entry.id, entry]));
  for (const receipt of receipts as unknown[]) {
    if (!isShape(receipt) || typeof receipt.id !== 'string') continue;
    const entry = outgoing.get(receipt.id);
    if (!entry) continue;
    const inQuarantine = receipt.status === 'quarantined';
    const understood = receipt.status === 'accepted' || receipt.status === 'duplicate';
    const same = receipt.digest === entry.digest || (inQuarantine && receipt.digest === (await digestOf(entry.carrier)));
    if (!same || !(understood || inQuarantine)) continue;
    outgoing.delete(entry.id);
    read.arrived.push(entry.id);
    if (inQuarantine) read.quarantined += 1;
  }
  return read;
}
