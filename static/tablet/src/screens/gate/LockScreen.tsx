/** The code screen: the first thing seen at each cold start, so it needs nothing but names and a pad. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import type { WorkerCard } from '../../domain/tablet';
import { useLive } from '../live';
import { CodePad } from '../parts/CodePad';
import { Elevation } from '../parts/Elevation';
import { sentenceOf } from '../words';
import { Portrait, WorkerHead } from './Workers';
import './gate.css';

export function LockScreen(props: { renewing: boolean }) {
  const { tablet, beat } = useLive();
  const workers = createMemo(() => (beat(), tablet.workers()).filter((worker) => worker.hasCode));
  const [chosen, setChosen] = createSignal<string | null>(null);
  const worker = createMemo(() => (workers().length === 1 ? workers()[0] : workers().find((one) => one.id === chosen())));
  return (
    <main class="gate gate-lock">
      <Elevation />
      <Show when={worker()?.id} keyed fallback={<WhoIsThere workers={workers()} onChosen={setChosen} />}>
        {(id) => <Unlock worker={id} name={worker()?.name ?? ''} onBack={workers().length > 1 ? () => setChosen(null) : null} />}
      </Show>
      <Show when={props.renewing}>
        <p class="notice plain" role="status">
          Ouvrez la tablette pour renouveler son inscription.
        </p>
      </Show>
      <p class="gate-foot soft">{[tablet.organisationName(), tablet.deviceName()].filter(Boolean).join(' · ')}</p>
    </main>
  );
}

function WhoIsThere(props: { workers: WorkerCard[]; onChosen: (id: string) => void }) {
  return (
    <div class="gate-words">
      <h1>Qui est là&nbsp;?</h1>
      <Show
        when={props.workers.length > 0}
        fallback={<p class="notice danger">Personne n’a choisi de code sur cette tablette. Demandez à la coordination un nouveau lien et ouvrez-le ici.</p>}
      >
        <ul class="worker-cards">
          <For each={props.workers}>
            {(worker) => (
              <li>
                <button type="button" class="worker-card" onClick={() => { props.onChosen(worker.id); }}>
                  <Portrait name={worker.name} />
                  <span class="worker-name">{worker.name}</span>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}

function Unlock(props: { worker: string; name: string; onBack: (() => void) | null }) {
  const { tablet } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

  async function unlock(code: string): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      const result = await tablet.unlock(props.worker, code);
      if (!result.ok) setTrouble(result.sentence);
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="gate-code">
      <WorkerHead name={props.name} onBack={props.onBack} />
      <CodePad label="Votre code" trouble={trouble()} busy={busy()} action="Ouvrir" onCode={(code) => void unlock(code)} />
    </div>
  );
}
