/** One line under the name of the entrance: who is there, since when; and the ways to what is noted beside the doors. */
import { createMemo, For, Show } from 'solid-js';

import type { Facade } from '../../domain/tablet';
import { Icon } from '../icons';
import { count, floorsName, hour, MODE_NAME } from '../words';

export type Beside = 'session' | 'meet' | 'take';

export function TeamStrip(props: { facade: Facade; onOpen: (what: Beside) => void }) {
  const people = createMemo(() => (props.facade.session?.adults ?? 0) + (props.facade.session?.children ?? 0));
  return (
    <section class="team" aria-label="L’équipe ici">
      <div class="team-line">
        <button type="button" class="team-who" onClick={() => { props.onOpen('session'); }}>
          <Icon name="people" />
          <span class="team-words">
            <Show when={props.facade.session} fallback={<span class="soft">La séance commence à la première note.</span>}>
              {(session) => (
                <>
                  <strong>{session().workers.map(({ name }) => name).join(', ')}</strong>
                  <span class="soft">
                    {MODE_NAME[session().mode]}, depuis {hour(new Date(session().startedAt))}
                  </span>
                </>
              )}
            </Show>
          </span>
        </button>
        <button type="button" class="button team-way" onClick={() => { props.onOpen('meet'); }}>
          Hors porte
          <Show when={props.facade.encounters.length + people() > 0}>
            <small>{[props.facade.encounters.length > 0 && count(props.facade.encounters.length, 'rencontre', 'rencontres'), people() > 0 && `${people()} vus`].filter(Boolean).join(', ')}</small>
          </Show>
        </button>
        <Show when={props.facade.floors.length > 1}>
          <button type="button" class="button team-way" onClick={() => { props.onOpen('take'); }}>
            <Icon name="floors" /> Étages
          </button>
        </Show>
      </div>
      <Show when={props.facade.takings.length > 0}>
        <ul class="takings" aria-label="Qui va où aujourd’hui">
          <For each={props.facade.takings}>
            {(taken) => (
              <li classList={{ mine: taken.mine }}>
                <strong>{taken.mine ? 'Vous' : (taken.name ?? 'Une autre tablette')}</strong> {taken.mine ? 'prenez' : 'prend'} {floorsName(taken)}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </section>
  );
}
