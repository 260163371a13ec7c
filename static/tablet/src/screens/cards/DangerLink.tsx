/** One tap from a door to what to do. */
import { onMount } from 'solid-js';

import { Icon } from '../icons';
import { goFromSheet } from '../place';
import { rememberDanger, type DangerAt } from './danger';
import './danger.css';

/** In danger nobody waits for code: it is there before the button is touched. */
function warm(): void {
  requestIdleCallback(() => void import('./CardsScreen').catch(() => null), { timeout: 4_000 });
}

/** `from`: the door behind it, whose procedure can then be noted on the card. */
export function DangerLink(props: { from: DangerAt }) {
  onMount(warm);
  function open(): void {
    rememberDanger(props.from);
    goFromSheet({ at: 'card', item: 'danger', round: props.from.round, entrance: props.from.entrance });
  }
  return (
    <button type="button" class="danger-link" onClick={open}>
      <Icon name="warning" /> Danger&nbsp;: que faire&nbsp;?
    </button>
  );
}
