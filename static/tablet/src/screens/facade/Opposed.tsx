/** A household that asked us to stay away. Without a reason, and without reproach; only the household itself changes it. */
import { createSignal, Show } from 'solid-js';

import { Icon } from '../icons';

export function Opposed(props: { busy: boolean; onLift: () => void; onAgain: () => void }) {
  const [asking, setAsking] = createSignal(false);
  return (
    <div class="opposed">
      <p class="opposed-words">
        <Icon name="opposition" />
        <span>
          <strong>Ne pas repasser.</strong> Ce foyer l’a demandé&nbsp;: on ne frappe pas, aucune liste n’y envoie personne.
        </span>
      </p>
      <Show
        when={asking()}
        fallback={
          <div class="opposed-ways">
            <button type="button" class="button" onClick={() => setAsking(true)}>
              Lever l’opposition…
            </button>
            <button type="button" class="button quiet" onClick={() => { props.onAgain(); }}>
              Noter un passage
            </button>
          </div>
        }
      >
        <p>Quelqu’un du foyer vous a-t-il dit que l’on peut repasser&nbsp;?</p>
        <div class="opposed-ways">
          <button type="button" class="button primary" disabled={props.busy} onClick={() => { props.onLift(); }}>
            Oui, on peut repasser
          </button>
          <button type="button" class="button" onClick={() => setAsking(false)}>
            Non, laisser ainsi
          </button>
        </div>
      </Show>
    </div>
  );
}
