/** The passages at a door, newest first. */
import { createSignal, For, Show } from 'solid-js';

import type { VisitCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { LightWords } from '../parts/Lights';
import { moment, outcomeInFull } from '../words';

const FEW = 2;

export function Visits(props: { visits: VisitCard[]; today: string; correctable: string | null; onReceipt: (visit: VisitCard) => void; onCorrect: (visit: VisitCard) => void }) {
  const { now } = useLive();
  const [all, setAll] = createSignal(false);
  const shown = () => (all() ? props.visits : props.visits.slice(0, FEW));
  const who = (visit: VisitCard) => (visit.mine ? 'vous' : (visit.author ?? 'une autre équipe'));
  return (
    <div class="visits">
      <ol>
        <For each={shown()}>
          {(visit) => (
            <li>
              <span class="visit-mark" data-outcome={visit.outcome}>
                <Icon name={visit.outcome} />
              </span>
              <span class="visit-words">
                <strong>{outcomeInFull(visit.outcome, visit.slot, { day: visit.day, today: props.today })}</strong>
                <span class="soft">
                  {moment(visit.at, now())}, {who(visit)}
                </span>
              </span>
              <span class="visit-light">
                <LightWords light={visit.light} />
              </span>
              <Show when={visit.outcome === 'exchange' && visit.mine}>
                <button type="button" class="button" onClick={() => { props.onReceipt(visit); }}>
                  Reçu
                </button>
              </Show>
              <Show when={visit.id === props.correctable}>
                <button type="button" class="button" onClick={() => { props.onCorrect(visit); }}>
                  Corriger
                </button>
              </Show>
            </li>
          )}
        </For>
      </ol>
      <Show when={props.visits.length > FEW && !all()}>
        <button type="button" class="button quiet" onClick={() => setAll(true)}>
          Voir les {props.visits.length} passages
        </button>
      </Show>
    </div>
  );
}
