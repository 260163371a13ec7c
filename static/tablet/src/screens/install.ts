/** Chromium's offer to put the app on the home screen, kept until the person asks for it. */
import { createSignal } from 'solid-js';

interface InstallEvent extends Event {
  prompt: () => Promise<unknown>;
}

const [offer, setOffer] = createSignal<InstallEvent | null>(null);
export const canInstall = () => offer() !== null;

function isInstallEvent(event: Event): event is InstallEvent {
  return 'prompt' in event && typeof event.prompt === 'function';
}

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  if (isInstallEvent(event)) setOffer(event);
});

export async function install(): Promise<void> {
  const event = offer();
  setOffer(null);
  await event?.prompt();
}
