/** The service worker, and a new version that waits until the person takes it. Offered on « Ma tournée » only: no form is open there. */
import { createSignal } from 'solid-js';

const [waiting, setWaiting] = createSignal<ServiceWorker | null>(null);
const HOUR = 3_600_000;
let asked = false;

export const updateReady = () => waiting() !== null;

export function applyUpdate(): void {
  asked = true;
  waiting()?.postMessage('take-over');
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    // Without a controller this is the first installation: nothing is replaced.
    if (navigator.serviceWorker.controller) setWaiting(registration.waiting);
  };
  look();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look));
  setInterval(() => void registration.update().catch(() => null), HOUR);
}

export function keepOffline(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  void navigator.serviceWorker.register('/tablette/service-worker.js', { scope: '/tablette/', type: 'module' }).then(watch, () => null);
}
