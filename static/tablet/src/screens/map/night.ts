/** What is on screen now, for what is drawn by script. */
import { createMemo, createSignal, onCleanup, type Accessor } from 'solid-js';

import { theme } from '../theme';

export function createNight(): Accessor<boolean> {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const [systemDark, setSystemDark] = createSignal(system.matches);
  const follow = (event: MediaQueryListEvent) => setSystemDark(event.matches);
  system.addEventListener('change', follow);
  onCleanup(() => { system.removeEventListener('change', follow); });
  const dark = createMemo(() => (theme() === 'auto' ? systemDark() : theme() === 'dark'));
  return dark;
}
