/** As one walks, or the nearest first. */
import { Show } from 'solid-js';

import { Icon } from '../icons';
import { here, looking, orderByWalk, orderFromHere, refused } from './order';

export function OrderChoice() {
  return (
    <>
      <div class="segments" role="group" aria-label="Ordre des entrées">
        <button type="button" aria-pressed={here() === null} onClick={orderByWalk}>
          Ordre de la tournée
        </button>
        <button type="button" aria-pressed={here() !== null} disabled={looking()} onClick={orderFromHere}>
          <Icon name="near" /> {looking() ? 'Position…' : 'Les plus proches'}
        </button>
      </div>
      <Show when={refused()}>
        {(sentence) => (
          <p class="notice plain" role="status">
            {sentence()}
          </p>
        )}
      </Show>
    </>
  );
}
