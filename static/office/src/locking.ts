/** A page that is open locks itself when nobody has touched it for a while, or by its button. What it showed goes with it. */
import { make } from './dom';

export const IDLE = 5 * 60_000;
const OPEN = 'La clé est ouverte dans cette page. Elle se referme après 5 minutes sans geste.';
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

let stop: () => void = () => undefined;

/** A sheet that nobody can make again is on the page: it stays until it is printed. */
export function staysOpen(): void {
  stop();
}

/** `lockNow` empties the page and asks for it again: whatever a script still held is gone with the page. */
export function lockByItself(forget: () => void, lockNow = (): void => { window.location.reload(); }, words = OPEN): void {
  const bar = make('aside', '', { class: 'open-bar', 'aria-label': 'Clé ouverte' });
  const button = make('button', 'Verrouiller', { type: 'button', class: 'button button-quiet' });
  bar.append(make('p', words), button);
  let timer: ReturnType<typeof setTimeout>;
  let last = Date.now();
  const lock = (): void => {
    stop();
    forget();
    document.querySelector('main')?.replaceChildren();
    lockNow();
  };
  // A computer that slept does not run timers: on waking, the clock tells.
  const look = (): void => {
    const left = last + IDLE - Date.now();
    if (left <= 0) lock();
    else timer = setTimeout(look, left);
  };
  const touched = (): void => {
    if (Date.now() - last >= IDLE) lock();
    else last = Date.now();
  };
  const listening = new AbortController();
  for (const sign of SIGNS) document.addEventListener(sign, touched, { passive: true, capture: true, signal: listening.signal });
  document.addEventListener('visibilitychange', () => { if (Date.now() - last >= IDLE) lock(); }, { signal: listening.signal });
  stop = () => {
    listening.abort();
    clearTimeout(timer);
    bar.remove();
  };
  timer = setTimeout(look, IDLE);
  button.addEventListener('click', lock);
  const main = document.querySelector('main');
  if (main) main.prepend(bar);
  else document.body.append(bar);
}
