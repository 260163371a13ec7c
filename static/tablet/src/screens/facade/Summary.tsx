/** What was noted in this entrance, in one line; it is also the key to the marks. */
import { createMemo, For, Show } from 'solid-js';

import { OUTCOMES } from '../../domain/entries';
import type { DoorCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { count, OUTCOME_SHORT, sameDay } from '../words';

export function Summary(props: { doors: DoorCard[] }) {
  const { now } = useLive();
  const counts = createMemo(() => OUTCOMES.map((outcome) => ({ outcome, number: props.doors.filter((door) => door.latest?.outcome === outcome).length })).filter((one) => one.number > 0));
  const today = () => props.doors.filter((door) => door.latest && sameDay(new Date(door.latest.at), now())).length;
  const partnered = () => props.doors.filter(({ partners }) => partners.length > 0).length;
  const never = () => props.doors.filter((door) => !door.latest).length;
  return (
    <ul class="tallies" aria-label="Où en est cette entrée">
      <li class="tallies-left">
        <strong>{today()}</strong>/{props.doors.length} aujourd’hui
        <Show when={never() > 0}>{`, ${count(never(), 'jamais vue', 'jamais vues')}`}</Show>
      </li>
      <For each={counts()}>
        {(one) => (
          <li>
            <span class="chip" data-outcome={one.outcome}>
              <Icon name={one.outcome} />
            </span>
            {OUTCOME_SHORT[one.outcome]} <strong>{one.number}</strong>
          </li>
        )}
      </For>
      <Show when={partnered() > 0}>
        <li>
          <span class="chip partner-chip">
            <Icon name="partner" />
          </span>
          Vues par un partenaire <strong>{partnered()}</strong>
        </li>
      </Show>
    </ul>
  );
}
