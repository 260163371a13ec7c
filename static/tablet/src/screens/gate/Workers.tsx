/** After the enrolment: who works with this tablet, and each one's code. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { WorkerCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { Elevation } from '../parts/Elevation';
import { ChooseCode } from './ChooseCode';
import './gate.css';

export function Workers(props: { onReady: () => void }) {
  const { tablet, beat } = useLive();
  const workers = createMemo(() => (beat(), tablet.workers()));
  const [choosing, setChoosing] = createSignal<WorkerCard | null>(null);
  const someReady = () => workers().some((worker) => worker.hasCode);
  return (
    <main class="gate gate-lock">
      <Elevation />
      <Show
        when={choosing()}
        keyed
        fallback={
          <div class="gate-words">
            <p class="overline">{tablet.organisationName()}</p>
            <h1>Qui travaille avec cette tablette&nbsp;?</h1>
            <p class="soft">Chaque personne présente choisit son code. Sans lui, rien ne se lit sur cette tablette, et personne ne peut le retrouver.</p>
            <ul class="worker-cards">
              <For each={workers()}>
                {(worker) => (
                  <li>
                    <button type="button" class="worker-card" onClick={() => setChoosing(worker)}>
                      <Portrait name={worker.name} />
                      <span class="worker-name">{worker.name}</span>
                      <span class="worker-note" classList={{ good: worker.hasCode }}>
                        <Show when={worker.hasCode} fallback="Choisir un code">
                          <Icon name="check" /> Code choisi
                        </Show>
                      </span>
                    </button>
                  </li>
                )}
              </For>
            </ul>
            <button type="button" class="button primary wide" disabled={!someReady()} onClick={() => { props.onReady(); }}>
              Commencer
            </button>
          </div>
        }
      >
        {(worker) => (
          <div class="gate-code">
            <WorkerHead name={worker.name} onBack={() => setChoosing(null)} />
            <ChooseCode worker={worker} onChosen={() => setChoosing(null)} />
          </div>
        )}
      </Show>
    </main>
  );
}

export function Portrait(props: { name: string }) {
  const initials = () =>
    props.name
      .split(/[\s-]+/)
      .map((part) => part.charAt(0))
      .slice(0, 2)
      .join('')
      .toUpperCase();
  return (
    <span class="portrait" aria-hidden="true">
      {initials()}
    </span>
  );
}

export function WorkerHead(props: { name: string; onBack: (() => void) | null }) {
  return (
    <div class="worker-head">
      <Show when={props.onBack}>
        {(onBack) => (
          <button type="button" class="icon-button worker-back" aria-label="Une autre personne" onClick={() => { onBack()(); }}>
            <Icon name="back" />
          </button>
        )}
      </Show>
      <Portrait name={props.name} />
      <h1>{props.name}</h1>
    </div>
  );
}
