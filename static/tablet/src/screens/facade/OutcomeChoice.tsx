/** The nine outcomes. The commonest is the largest and the lowest, under the thumb. */
import { For, Match, Switch } from 'solid-js';

import type { Outcome, Slot } from '../../domain/entries';
import { Icon } from '../icons';
import { OUTCOME_NAME } from '../words';
import { ComeBack } from './ComeBack';

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

interface OutcomeChoiceProps {
  slots: boolean;
  busy: boolean;
  today: string;
  onOutcome: (outcome: Outcome, slot: Slot | null, day: string | null) => void;
  onSlots: (shown: boolean) => void;
}

export function OutcomeChoice(props: OutcomeChoiceProps) {
  const choose = (outcome: Outcome) => {
    if (outcome === 'come_back') props.onSlots(true);
    else props.onOutcome(outcome, null, null);
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
        <ComeBack busy={props.busy} today={props.today} onChosen={(day, slot) => { props.onOutcome('come_back', slot, day); }} onBack={() => { props.onSlots(false); }} />
      </Match>
    </Switch>
  );
}
