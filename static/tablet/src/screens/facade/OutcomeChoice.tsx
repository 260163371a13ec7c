/** The nine outcomes. The commonest is the largest and the lowest, under the thumb. */
import { For, Match, Switch } from 'solid-js';

import { SLOTS, type Outcome, type Slot } from '../../domain/entries';
import { Icon } from '../icons';
import { capital, OUTCOME_NAME, SLOT_HOURS, SLOT_NAME } from '../words';

const ORDER: readonly { outcome: Outcome; size: 'small' | 'middle' | 'large' | 'largest' }[] = [
  { outcome: 'language_barrier', size: 'small' },
  { outcome: 'minor_alone', size: 'small' },
  { outcome: 'vacant', size: 'small' },
  { outcome: 'opposition', size: 'small' },
  { outcome: 'refusal', size: 'middle' },
  { outcome: 'come_back', size: 'middle' },
  { outcome: 'brief', size: 'middle' },
  { outcome: 'exchange', size: 'large' },
  { outcome: 'absent', size: 'largest' },
];

export function OutcomeChoice(props: { slots: boolean; busy: boolean; onOutcome: (outcome: Outcome, slot: Slot | null) => void; onSlots: (shown: boolean) => void }) {
  const choose = (outcome: Outcome) => {
    if (outcome === 'come_back') props.onSlots(true);
    else props.onOutcome(outcome, null);
  };
  return (
    <Switch
      fallback={
        <div class="outcomes" role="group" aria-label="Ce qui s’est passé">
          <For each={ORDER}>
            {(one) => (
              <button type="button" class={`outcome ${one.size}`} data-outcome={one.outcome} disabled={props.busy} onClick={() => { choose(one.outcome); }}>
                <span class="outcome-mark">
                  <Icon name={one.outcome} />
                </span>
                <span class="outcome-name">{OUTCOME_NAME[one.outcome]}</span>
              </button>
            )}
          </For>
        </div>
      }
    >
      <Match when={props.slots}>
        <div class="slots" role="group" aria-label="Quand revenir">
          <p class="slots-lead">Quand revenir&nbsp;?</p>
          <For each={SLOTS}>
            {(slot) => (
              <button type="button" class="slot" disabled={props.busy} onClick={() => { props.onOutcome('come_back', slot); }}>
                <strong>{capital(SLOT_NAME[slot])}</strong>
                <small>{SLOT_HOURS[slot]}</small>
              </button>
            )}
          </For>
          <button type="button" class="slot slot-any" disabled={props.busy} onClick={() => { props.onOutcome('come_back', null); }}>
            <strong>Sans préciser</strong>
          </button>
          <button type="button" class="button quiet slot-back" onClick={() => { props.onSlots(false); }}>
            <Icon name="back" /> Autre issue
          </button>
        </div>
      </Match>
    </Switch>
  );
}
