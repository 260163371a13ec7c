/** The keys, as buttons too: a mouse or a thumb may do what a key does. */
import { For, Show } from 'solid-js';

import { SLOTS, type Outcome, type Slot } from '../../../tablet/src/domain/entries';
import { Icon } from '../../../tablet/src/screens/icons';
import { capital, OUTCOME_NAME, SLOT_HOURS, SLOT_NAME } from '../../../tablet/src/screens/words';
import { OUTCOME_KEYS } from './keys';

export function Legend(props: { asking: boolean; onOutcome: (outcome: Outcome) => void; onSlot: (slot: Slot | null) => void }) {
  return (
    <section class="paper-legend" aria-labelledby="paper-legend">
      <h2 id="paper-legend">{props.asking ? 'Revenir quand\u00a0?' : 'Une touche par porte'}</h2>
      <Show
        when={props.asking}
        fallback={
          <ul>
            <For each={OUTCOME_KEYS}>
              {({ outcome, letter }, index) => (
                <li>
                  <button type="button" class="paper-key" data-outcome={outcome} onClick={() => { props.onOutcome(outcome); }}>
                    <span class="paper-caps" aria-hidden="true">
                      <kbd>{index() + 1}</kbd>
                      <kbd>{letter}</kbd>
                    </span>
                    <span class="paper-dot" data-outcome={outcome}>
                      <Icon name={outcome} />
                    </span>
                    {OUTCOME_NAME[outcome]}
                  </button>
                </li>
              )}
            </For>
          </ul>
        }
      >
        <ul>
          <For each={SLOTS}>
            {(slot, index) => (
              <li>
                <button type="button" class="paper-key" onClick={() => { props.onSlot(slot); }}>
                  <span class="paper-caps" aria-hidden="true"><kbd>{index() + 1}</kbd></span>
                  {capital(SLOT_NAME[slot])} <span class="soft">{SLOT_HOURS[slot]}</span>
                </button>
              </li>
            )}
          </For>
          <li>
            <button type="button" class="paper-key" onClick={() => { props.onSlot(null); }}>
              <span class="paper-caps" aria-hidden="true"><kbd>Entrée</kbd></span>
              Sans préciser
            </button>
          </li>
        </ul>
      </Show>
      <p class="paper-moves" id="paper-keys">
        <span><kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> bouger</span>
        <span><kbd>Entrée</kbd> porte suivante, sans rien noter</span>
        <span><kbd>Ctrl</kbd>+<kbd>Z</kbd> annuler la dernière ligne</span>
        <span><kbd>Suppr</kbd> effacer la ligne</span>
        <span><kbd>I</kbd> entretien</span>
        <span><kbd>P</kbd> autre passage</span>
        <span><kbd>+</kbd> ajouter une porte</span>
        <span><kbd>Échap</kbd> sortir de la grille</span>
      </p>
    </section>
  );
}
