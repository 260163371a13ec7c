/** At a door: what this tablet promised there, and the ways to promise something. */
import { For, Show } from 'solid-js';

import { isEnded } from '../../domain/cases';
import type { CaseCard } from '../../domain/followups';
import { parisDay } from '../../domain/moments';
import { Icon } from '../icons';
import { createLoaded, useLive } from '../live';
import { capital, SLOT_NAME } from '../words';
import { NamedLine } from './Named';
import { about, MATTER_ICON, MATTER_NAME, shortDay, STATE_NAME } from './words';
import './followups.css';

export type Promised = 'call_back' | 'referral' | 'right';

export function DoorFollowUps(props: { doors: readonly string[]; offer: boolean; onCase: (card: CaseCard) => void; onPromise: (matter: Promised) => void }) {
  const { tablet, now } = useLive();
  const loaded = createLoaded(async () => ({ id: 'cases', cases: await tablet.casesAt(props.doors) }));
  const today = () => parisDay(now().getTime());
  const shown = () => loaded.value?.cases.filter(({ matter }) => matter !== 'procedure') ?? [];
  return (
    <Show when={props.offer || shown().length > 0}>
      <section class="door-follow" aria-label="Promesses à cette porte">
        <For each={shown()}>
          {(one) => (
            <button type="button" class="follow-line" data-keeping={one.keeping} onClick={() => { props.onCase(one); }}>
              <Icon name={MATTER_ICON[one.matter]} />
              <span class="follow-line-words">
                <strong>{[MATTER_NAME[one.matter], about(one)].filter(Boolean).join(' · ')}</strong>
                <NamedLine of={one.named} />
                <small>{[isEnded(one.state) ? STATE_NAME[one.state] : one.mine ? 'pour vous' : (one.owner?.name ?? 'l’équipe'), one.doubtful ? 'passage annulé : tient-elle ?' : ''].filter(Boolean).join(' · ')}</small>
              </span>
              <Show when={!isEnded(one.state) && one.due}>{(due) => <span class="follow-line-day">{capital(shortDay(due(), today()))}{one.slot ? ` ${SLOT_NAME[one.slot]}` : ''}</span>}</Show>
            </button>
          )}
        </For>
        <Show when={props.offer}>
          <div class="door-follow-offers">
            <button type="button" class="button" onClick={() => { props.onPromise('call_back'); }}>
              <Icon name="phone" /> Rappel
            </button>
            <button type="button" class="button" onClick={() => { props.onPromise('referral'); }}>
              <Icon name="pin" /> Orientation
            </button>
            <button type="button" class="button" onClick={() => { props.onPromise('right'); }}>
              <Icon name="star" /> Droit
            </button>
          </div>
        </Show>
      </section>
    </Show>
  );
}
