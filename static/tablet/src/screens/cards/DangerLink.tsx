/** One tap from a door to what to do. */
import { onMount } from 'solid-js';

import { Icon } from '../icons';
import { goFromSheet } from '../place';
import './danger.css';

/** In danger nobody waits for code: it is there before the button is touched. */
function warm(): void {
  requestIdleCallback(() => void import('./CardsScreen').catch(() => null), { timeout: 4_000 });
}

export function DangerLink() {
  onMount(warm);
  return (
    <button type="button" class="danger-link" onClick={() => { goFromSheet({ at: 'card', item: 'danger' }); }}>
      <Icon name="warning" /> Danger&nbsp;: que faire&nbsp;?
    </button>
  );
}
