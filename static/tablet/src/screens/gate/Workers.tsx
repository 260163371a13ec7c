/** After the enrolment: who works with this tablet, and each one's codes. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { WorkerCard } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { Elevation } from '../parts/Elevation';
import { ChooseSecrets } from './ChooseSecrets';
import { Portrait, WorkerHead } from './heads';
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
            <p class="soft">Chaque personne présente choisit ses deux codes&nbsp;: un long, pour ouvrir la tablette qui a été éteinte, et un court, pour la cage d’escalier. Sans eux, rien ne se lit ici.</p>
            <ul class="worker-cards">
              <For each={workers()}>
                {(worker) => (
                  <li>
                    <button type="button" class="worker-card" onClick={() => setChoosing(worker)}>
                      <Portrait name={worker.name} />
                      <span class="worker-name">{worker.name}</span>
                      <span class="worker-note" classList={{ good: worker.hasCode }}>
                        <Show when={worker.hasCode} fallback="Choisir ses codes">
                          <Icon name="check" /> Codes choisis
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
            <ChooseSecrets worker={worker} onChosen={() => setChoosing(null)} />
          </div>
        )}
      </Show>
    </main>
  );
}
