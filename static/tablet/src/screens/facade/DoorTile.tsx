import { Show } from 'solid-js';

import type { DoorCard } from '../../domain/tablet';
import { Icon, Tally } from '../icons';
import { useLive } from '../live';
import { capital, count, doorName, floorName, moment, outcomeInFull, OUTCOME_SHORT, plate } from '../words';
import { past } from './notes';

function lightName(door: DoorCard): string {
  return door.latest?.light === 'server' ? 'Au serveur.' : 'Sur cette tablette.';
}

export function DoorTile(props: { door: DoorCard; active: boolean; editing: boolean; onOpen: () => void; onFocus: () => void }) {
  const { now } = useLive();
  const label = () => {
    const door = props.door;
    const parts = [`${capital(doorName(door))}, ${floorName(door.floor)}.`];
    if (props.editing) return `${parts.join(' ')} Renommer.`;
    if (door.latest) parts.push(`${outcomeInFull(door.latest.outcome, door.latest.slot)}, ${moment(door.latest.at, now())}.`, `${count(door.history.length, 'passage', 'passages')}.`, lightName(door));
    else parts.push('Pas encore de passage.');
    if (door.draft) parts.push('Entretien à reprendre.');
    return parts.join(' ');
  };
  return (
    <button
      type="button"
      class="door"
      classList={{ past: past(props.door, now()) }}
      data-door={props.door.id}
      data-outcome={props.door.latest?.outcome}
      aria-label={label()}
      tabindex={props.active ? 0 : -1}
      onFocus={() => { props.onFocus(); }}
      onClick={() => { props.onOpen(); }}
    >
      <span class="door-plate">{plate(props.door)}</span>
      <Show when={props.door.latest} fallback={<span class="door-leaf" />}>
        {(latest) => (
          <>
            <Icon name={latest().outcome} class="door-mark" />
            <span class="door-word">{OUTCOME_SHORT[latest().outcome]}</span>
            <span class="door-foot">
              <Tally count={props.door.history.length} />
              <span class={`light ${latest().light}`} />
            </span>
          </>
        )}
      </Show>
      <Show when={props.door.draft}>
        <span class="door-draft">
          <Icon name="pencil" />
        </span>
      </Show>
    </button>
  );
}
