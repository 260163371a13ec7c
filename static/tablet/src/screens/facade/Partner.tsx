/** That a partner of the joint round was at a door: a day, never what came of it. One may knock all the same. */
import { Show } from 'solid-js';

import type { DoorCard } from '../../domain/tablet';
import { parisDay } from '../../domain/moments';
import { Icon } from '../icons';
import { partnerInFull, partnerWord } from '../words';

/** On the door: a mark and a day; the line above the building says what the mark is. */
export function PartnerMark(props: { days: readonly string[]; today: string }) {
  return (
    <Show when={props.days[0]}>
      {(day) => (
        <span class="door-partner" aria-hidden="true">
          <Icon name="partner" />
          {partnerWord(day(), props.today)}
        </span>
      )}
    </Show>
  );
}

/** In the door's sheet. */
export function PartnerNote(props: { door: DoorCard; today: string }) {
  const twice = () => props.door.history.some(({ at }) => props.door.partners.includes(parisDay(Date.parse(at))));
  return (
    <Show when={props.door.partners[0]}>
      {(day) => (
        <p class="partner-note">
          <Icon name="partner" />
          <span>
            <strong>{partnerInFull(day(), props.today)}</strong>{' '}
            {twice() ? 'Vous êtes passés le même jour\u00a0: les deux passages sont gardés.' : 'Vous pouvez frapper quand même\u00a0: les deux passages comptent.'}
          </span>
        </p>
      )}
    </Show>
  );
}
