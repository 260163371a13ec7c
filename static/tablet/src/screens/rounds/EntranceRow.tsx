import { Show } from 'solid-js';

import type { EntranceCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { count, distanceName } from '../words';
import { MiniFacade } from './MiniFacade';

export function EntranceRow(props: { entrance: EntranceCard; metres?: number | null; onOpen: () => void }) {
  const left = () => props.entrance.doors - props.entrance.visited - props.entrance.spared;
  const done = () => props.entrance.doors > 0 && left() === 0 && props.entrance.comeBack === 0;
  return (
    <li class="entrance" classList={{ done: done() }}>
      <button type="button" class="entrance-open" onClick={() => { props.onOpen(); }}>
        <MiniFacade entrance={props.entrance} />
        <span class="entrance-words">
          <span class="entrance-label">{props.entrance.label}</span>
          <span class="entrance-address">
            <Show when={typeof props.metres === 'number'}>
              <strong class="entrance-far">{distanceName(props.metres ?? 0)}</strong>{' · '}
            </Show>
            {[props.entrance.address, props.entrance.neighbourhood].filter(Boolean).join(' · ')}
          </span>
          <span class="entrance-state">
            <Show when={props.entrance.doors > 0} fallback={<span class="tag">Portes à dessiner</span>}>
              <Show
                when={left() > 0}
                fallback={
                  <span class="tag good">
                    <Icon name="check" /> Toutes vues
                  </span>
                }
              >
                <span>
                  {count(left(), 'porte', 'portes')} à faire sur {props.entrance.doors}
                </span>
              </Show>
              <Show when={props.entrance.contacts > 0}>
                <span>{count(props.entrance.contacts, 'contact', 'contacts')}</span>
              </Show>
              <Show when={props.entrance.encounters > 0}>
                <span>{count(props.entrance.encounters, 'rencontre', 'rencontres')}</span>
              </Show>
              <Show when={props.entrance.due > 0}>
                <span class="tag again">
                  <Icon name="due" /> {count(props.entrance.due, 'promesse', 'promesses')} à tenir
                </span>
              </Show>
              <Show when={props.entrance.comeBack > props.entrance.due}>
                <span class="tag">
                  <Icon name="come_back" /> {props.entrance.comeBack - props.entrance.due} à revoir
                </span>
              </Show>
            </Show>
          </span>
        </span>
        <Icon name="chevron" class="entrance-go" />
      </button>
    </li>
  );
}
