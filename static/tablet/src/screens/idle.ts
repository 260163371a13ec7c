/** Locks after ten minutes without a touch, also when the screen slept meanwhile. */
const LIMIT = 10 * 60_000;
const LOOK = 15_000;

export function lockWhenIdle(lock: () => void): () => void {
  let last = Date.now();
  const touched = () => {
    if (Date.now() - last < LIMIT) last = Date.now();
  };
  const look = () => {
    if (Date.now() - last < LIMIT) return;
    last = Date.now();
    lock();
  };
  const events = ['pointerdown', 'keydown', 'scroll'] as const;
  for (const name of events) window.addEventListener(name, touched, { passive: true, capture: true });
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, LOOK);
  return () => {
    for (const name of events) window.removeEventListener(name, touched, { capture: true });
    document.removeEventListener('visibilitychange', look);
    clearInterval(timer);
  };
}
