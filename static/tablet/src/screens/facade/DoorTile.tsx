import { Show } from 'solid-js';

import type { Outcome } from '../../domain/entries';
import type { DoorCard, VisitCard } from '../../domain/tablet';
import { Icon, Tally } from '../icons';
import { useLive } from '../live';
import { LIGHT_NAME } from '../parts/Lights';
import { capital, count, doorName, dueInFull, dueWord, floorName, moment, outcomeInFull, OUTCOME_SHORT, partnerInFull, plate } from '../words';
import { past } from './notes';
import { PartnerMark } from './Partner';

function lightName(door: DoorCard): string {
  return `${capital(LIGHT_NAME[door.latest?.light ?? 'tablet'])}.`;
}

interface DoorTileProps {
  door: DoorCard;
  today: string;
  active: boolean;
  editing: boolean;
  onOpen: () => void;
  onFocus: () => void;
}

export function DoorTile(props: DoorTileProps) {
  const { now } = useLive();
  const shown = (latest: VisitCard): Outcome => (props.door.opposed ? 'opposition' : latest.outcome);
  const word = (latest: VisitCard) => (props.door.due ? dueWord(props.door.due, props.today) : OUTCOME_SHORT[shown(latest)]);
  /** Somebody is expected here today, or was. */
  const due = () => props.door.due !== null && props.door.due <= props.today;
  const label = () => {
    const door = props.door;
    const parts = [`${capital(doorName(door))}, ${floorName(door.floor)}.`];
    if (props.editing) return `${parts.join(' ')} Modifier.`;
    if (door.opposed) parts.push('Ne pas repasser.');
    if (door.due) parts.push(`Attendu ${dueInFull(door.due, props.today)}.`);
    if (door.latest) parts.push(`${outcomeInFull(door.latest.outcome, door.latest.slot)}, ${moment(door.latest.at, now())}.`, `${count(door.history.length, 'passage', 'passages')}.`, lightName(door));
    else parts.push('Pas encore de passage.');
    if (door.partners[0]) parts.push(partnerInFull(door.partners[0], props.today));
    if (door.draft) parts.push('Entretien à reprendre.');
    return parts.join(' ');
  };
  return (
    <button
      type="button"
      class="door"
      classList={{ past: past(props.door, now()), due: due() }}
      data-door={props.door.id}
      data-outcome={props.door.latest ? shown(props.door.latest) : undefined}
      tabindex={props.active ? 0 : -1}
      onFocus={() => { props.onFocus(); }}
      onClick={() => { props.onOpen(); }}
    >
      <span class="unseen">{label()}</span>
      <span class="door-plate" aria-hidden="true">{plate(props.door)}</span>
      <Show when={props.door.latest} fallback={<Untouched door={props.door} today={props.today} />}>
        {(latest) => (
          <>
            <Icon name={due() ? 'due' : shown(latest())} class="door-mark" />
            <span class="door-word" aria-hidden="true">{word(latest())}</span>
            <PartnerMark days={props.door.partners} today={props.today} />
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

function Untouched(props: { door: DoorCard; today: string }) {
  return (
    <>
      <span class="door-leaf" />
      <PartnerMark days={props.door.partners} today={props.today} />
    </>
  );
}
