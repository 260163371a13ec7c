/** When to come back: a day if one was agreed, then a part of the day. The second tap may be the last. */
import { createSignal, For } from 'solid-js';

import { SLOTS, type Slot } from '../../domain/entries';
import { Icon } from '../icons';
import { capital, dayAfter, dayName, SLOT_HOURS, SLOT_NAME } from '../words';

const AHEAD = [0, 1, 2, 3, 4, 5, 6];
const shortDate = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export function ComeBack(props: { busy: boolean; today: string; onChosen: (day: string | null, slot: Slot | null) => void; onBack: () => void }) {
  const [day, setDay] = createSignal<string | null>(null);
  const days = () => AHEAD.map((ahead) => dayAfter(props.today, ahead));
  return (
    <div class="slots">
      <p class="slots-lead" id="come-back">Quand revenir&nbsp;?</p>
      <div class="days" role="group" aria-labelledby="come-back">
        <For each={days()}>
          {(one) => (
            <button type="button" class="day" aria-pressed={day() === one} disabled={props.busy} onClick={() => setDay(day() === one ? null : one)}>
              <strong>{capital(dayName(one, props.today))}</strong>
              <small>{shortDate.format(new Date(`${one}T12:00:00Z`))}</small>
            </button>
          )}
        </For>
      </div>
      <div class="slots-grid" role="group" aria-label={day() === null ? 'À quel moment' : `${capital(dayName(day() ?? '', props.today))}, à quel moment`}>
        <For each={SLOTS}>
          {(slot) => (
            <button type="button" class="slot" disabled={props.busy} onClick={() => { props.onChosen(day(), slot); }}>
              <strong>{capital(SLOT_NAME[slot])}</strong>
              <small>{SLOT_HOURS[slot]}</small>
            </button>
          )}
        </For>
        <button type="button" class="slot slot-any" disabled={props.busy} onClick={() => { props.onChosen(day(), null); }}>
          <strong>{day() === null ? 'Sans préciser' : 'Dans la journée'}</strong>
        </button>
      </div>
      <button type="button" class="button quiet slot-back" onClick={() => { props.onBack(); }}>
        <Icon name="back" /> Autre issue
      </button>
    </div>
  );
}
