/** The service worker, and a new version that waits until the person takes it. Offered on « Ma tournée » only: no form is open there. */
import { createSignal } from 'solid-js';

import { registerWorker, type Apply } from '../worker/registration';

const [offer, setOffer] = createSignal<{ apply: Apply } | null>(null);

export const updateReady = () => offer() !== null;

export function applyUpdate(): void {
  offer()?.apply();
}

/** Where no worker can be registered the app still works, as long as there is a network: the notes are safe either way. */
export function keepOffline(): void {
  if (import.meta.env.DEV) return;
  void registerWorker((apply) => setOffer({ apply })).catch(() => null);
}
