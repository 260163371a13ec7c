/** The code screen: the first thing seen at each cold start, so it needs nothing but names and a pad. */
import { createMemo, createSignal, For, lazy, Match, Show, Switch } from 'solid-js';

import { LEAST_DIGITS, MOST_DIGITS, SHORT_DIGITS } from '../../domain/secrets';
import type { WorkerCard } from '../../domain/tablet';
import { useLive } from '../live';
import { CodePad } from '../parts/CodePad';
import { Elevation } from '../parts/Elevation';
import { WordsField } from '../parts/WordsField';
import { count, sentenceOf } from '../words';
import { Portrait, WorkerHead } from './heads';
import './gate.css';

const LostCode = lazy(() => import('./LostCode').then((module) => ({ default: module.LostCode })));

/** Codes of before there were two. */
const OLD_LEAST = 6;
const OLD_MOST = 12;

export function LockScreen(props: { renewing: boolean }) {
  const { tablet, beat } = useLive();
  const workers = createMemo(() => (beat(), tablet.workers()).filter((worker) => worker.hasCode));
  // Whoever locked it in the stairwell is whoever opens it again, mostly.
  const [chosen, setChosen] = createSignal(tablet.currentWorker()?.id ?? null);
  const worker = createMemo(() => (workers().length === 1 ? workers()[0] : workers().find((one) => one.id === chosen())));
  const byCentre = createMemo(() => (beat(), tablet.lockedByCentre()));
  return (
    <main class="gate gate-lock">
      <Elevation />
      <Switch fallback={<WhoIsThere workers={workers()} onChosen={setChosen} />}>
        <Match when={byCentre()}>
          <LockedByCentre />
        </Match>
        <Match when={worker()?.id} keyed>
          {(id) => <Unlock id={id} worker={worker()} onBack={workers().length > 1 ? () => setChosen(null) : null} />}
        </Match>
      </Switch>
      <Show when={props.renewing}>
        <p class="notice plain" role="status">
          Ouvrez la tablette pour renouveler son inscription.
        </p>
      </Show>
      <p class="gate-foot soft">{[tablet.organisationName(), tablet.deviceName()].filter(Boolean).join(' · ')}</p>
    </main>
  );
}

/** It goes on handing in by itself; the button asks at once whether it may be opened again. */
function LockedByCentre() {
  const { tablet, status } = useLive();
  return (
    <div class="gate-words">
      <h1>Verrouillée par la coordination</h1>
      <p class="lead">Rien n’est perdu. Ce qui est noté ici part encore vers le serveur&nbsp;; demandez à la coordination de déverrouiller la tablette.</p>
      <p class="soft" role="status">
        {status().pending > 0 ? `${count(status().pending, 'note attend', 'notes attendent')} le réseau.` : 'Tout ce qui est noté est au serveur.'}
      </p>
      <button type="button" class="button primary wide" disabled={status().busy} onClick={() => void tablet.exchangeNow()}>
        <Show when={status().busy} fallback="Demander au serveur">
          <span class="spinner" />
        </Show>
      </button>
    </div>
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

function Unlock(props: { id: string; worker: WorkerCard | undefined; onBack: (() => void) | null }) {
  const { tablet, state } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const opens = () => props.worker?.opens ?? 'old';
  const isOld = () => opens() === 'old';
  const isResting = () => state() === 'resting' && !isOld();

  const lead = () => (isResting() ? 'Code court, 6\u00a0chiffres' : opens() === 'digits' ? 'Code long' : null);

  /** `code`: null where the device itself is asked. */
  async function open(code: string | null): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      const result = isResting() && code !== null ? await tablet.reopen(props.id, code) : await tablet.unlock(props.id, code);
      if (!result.ok) setTrouble(result.sentence);
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  const [lost, setLost] = createSignal(false);
  return (
    <div class="gate-code">
      <WorkerHead name={props.worker?.name ?? ''} onBack={props.onBack} />
      <Show when={!lost()} fallback={<LostCode worker={props.id} onBack={() => setLost(false)} />}>
      <Show when={lead()}>{(words) => <p class="pad-lead soft">{words()}</p>}</Show>
      <Switch
        fallback={
          <CodePad
            label={isOld() ? 'Votre code' : 'Votre code long'}
            trouble={trouble()}
            busy={busy()}
            action="Ouvrir"
            least={isOld() ? OLD_LEAST : LEAST_DIGITS}
            most={isOld() ? OLD_MOST : MOST_DIGITS}
            onCode={(code) => void open(code)}
          />
        }
      >
        <Match when={isResting()}>
          <CodePad label="Votre code court" trouble={trouble()} busy={busy()} action="Ouvrir" least={SHORT_DIGITS} most={SHORT_DIGITS} onCode={(code) => void open(code)} />
        </Match>
        <Match when={opens() === 'words'}>
          <WordsField label="Votre code long" trouble={trouble()} busy={busy()} action="Ouvrir" onCode={(code) => void open(code)} />
        </Match>
        <Match when={opens() === 'passkey'}>
          <p class="pad-trouble" role="alert">
            <Show when={trouble()}>{(sentence) => sentence()}</Show>
          </p>
          <button type="button" class="button primary wide" disabled={busy()} onClick={() => void open(null)}>
            Ouvrir avec l’appareil
          </button>
        </Match>
      </Switch>
      <button type="button" class="gate-lost" onClick={() => setLost(true)}>
        Code perdu&nbsp;?
      </button>
      </Show>
    </div>
  );
}
