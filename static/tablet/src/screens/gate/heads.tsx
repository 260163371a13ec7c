/** Who somebody is, on the screens before and behind the code. */
import { Show } from 'solid-js';

import { Icon } from '../icons';

export function Portrait(props: { name: string }) {
  const initials = () =>
    props.name
      .split(/[\s-]+/)
      .map((part) => part.charAt(0))
      .slice(0, 2)
      .join('')
      .toUpperCase();
  return (
    <span class="portrait" aria-hidden="true">
      {initials()}
    </span>
  );
}

export function WorkerHead(props: { name: string; onBack: (() => void) | null }) {
  return (
    <div class="worker-head">
      <Show when={props.onBack}>
        {(onBack) => (
          <button type="button" class="icon-button worker-back" aria-label="Une autre personne" onClick={() => { onBack()(); }}>
            <Icon name="back" />
          </button>
        )}
      </Show>
      <Portrait name={props.name} />
      <h1>{props.name}</h1>
    </div>
  );
}
