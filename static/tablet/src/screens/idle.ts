/** Locks after five minutes without a touch, or two with the app out of sight, also when the tablet slept meanwhile. A photo takes less. */
const LIMIT = 5 * 60_000;
const HIDDEN_LIMIT = 2 * 60_000;
const LOOK = 15_000;

export function lockWhenIdle(lock: () => void): () => void {
  let last = Date.now();
  let hiddenSince: number | null = null;
  const touched = () => {
    if (Date.now() - last < LIMIT) last = Date.now();
  };
  const look = () => {
    const now = Date.now();
    if (now - last < LIMIT && (hiddenSince === null || now - hiddenSince < HIDDEN_LIMIT)) return;
    last = now;
    hiddenSince = null;
    lock();
  };
  const seen = () => {
    if (document.visibilityState === 'hidden') hiddenSince ??= Date.now();
    look();
    if (document.visibilityState === 'visible') hiddenSince = null;
  };
  const events = ['pointerdown', 'keydown', 'scroll'] as const;
  for (const name of events) window.addEventListener(name, touched, { passive: true, capture: true });
  document.addEventListener('visibilitychange', seen);
  const timer = setInterval(look, LOOK);
  return () => {
    for (const name of events) window.removeEventListener(name, touched, { capture: true });
    document.removeEventListener('visibilitychange', seen);
    clearInterval(timer);
  };
}
