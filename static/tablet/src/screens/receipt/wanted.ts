/** Whose receipt is shown: in memory only, never in the address. */
import { createSignal } from 'solid-js';

import { goFromSheet } from '../place';

export interface WantedReceipt {
  visit: string;
  /** Null at an encounter. */
  door: string | null;
}

const [wanted, setWanted] = createSignal<WantedReceipt | null>(null);

export const wantedReceipt = wanted;

export function showReceipt(at: WantedReceipt, from: { round: string; entrance: string }): void {
  setWanted({ visit: at.visit, door: at.door });
  goFromSheet({ at: 'receipt', round: from.round, entrance: from.entrance });
}
