/** Registers the service worker and tells when a new version of the app is ready. It takes over only when the screens say so. */

/** Lets the new version take over and starts the app again in it. To be called when no form is open. */
export type Apply = () => void;

const LOOK_AGAIN = 60 * 60_000;

export async function registerWorker(onNewVersion: (apply: Apply) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register('/tablette/service-worker.js', { scope: '/tablette/', updateViaCache: 'none' });
  const announce = (): void => {
    const { waiting } = registration;
    // Without a controller this is the first installation: nothing older is running.
    if (waiting && serviceWorker.controller) onNewVersion(() => { takeOver(serviceWorker, waiting); });
  };
  announce();
  const follow = (): void => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => { if (installing.state === 'installed') announce(); });
  };
  follow();
  registration.addEventListener('updatefound', follow);
  setInterval(() => { void registration.update().catch(() => undefined); }, LOOK_AGAIN);
}

function takeOver(serviceWorker: ServiceWorkerContainer, waiting: ServiceWorker): void {
  serviceWorker.addEventListener('controllerchange', () => { location.reload(); }, { once: true });
  waiting.postMessage('take-over');
}
