/** The session: who is there and how they work. It begins by itself; this puts it right, or ends it. */
import { createSignal, For, Show } from 'solid-js';

import { MODES, type Mode } from '../../domain/entries';
import type { At, Facade } from '../../domain/tablet';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { hour, MODE_NAME, sentenceOf } from '../words';

export function SessionSheet(props: { at: At; facade: Facade; onClose: () => void }) {
  const { tablet } = useLive();
  const here = () => props.facade.session;
  // Who was there when the sheet rose; the person goes on from there.
  const [present, setPresent] = createSignal<string[]>(here()?.workers.map(({ id }) => id) ?? [tablet.currentWorker()?.id ?? '']);
  const [mode, setMode] = createSignal<Mode>(here()?.mode ?? 'doors');
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const toggle = (worker: string) => setPresent((before) => (before.includes(worker) ? before.filter((one) => one !== worker) : [...before, worker]));
  const same = () => here()?.mode === mode() && [...(here()?.workers ?? [])].map(({ id }) => id).sort().join() === [...present()].sort().join();

  async function attempt(action: Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await action;
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Sheet title="Séance" note={here() ? `Depuis ${hour(new Date(here()?.startedAt ?? ''))}. Elle finit d’elle-même après trois heures sans note, ou à minuit.` : 'Elle commence d’elle-même à la première note.'} onClose={props.onClose}>
      <div class="session-form">
        <h3 id="present">Qui est là</h3>
        <div class="people" role="group" aria-labelledby="present">
          <For each={tablet.workers()}>
            {(worker) => (
              <button type="button" class="check" aria-pressed={present().includes(worker.id)} onClick={() => toggle(worker.id)}>
                <span class="check-box" aria-hidden="true" />
                {worker.name}
              </button>
            )}
          </For>
        </div>
        <h3 id="mode">Comment</h3>
        <div class="people" role="group" aria-labelledby="mode">
          <For each={MODES}>
            {(one) => (
              <button type="button" class="check" aria-pressed={mode() === one} onClick={() => setMode(one)}>
                <span class="check-box round" aria-hidden="true" />
                {MODE_NAME[one]}
              </button>
            )}
          </For>
        </div>
        <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
        <button type="button" class="button primary wide" disabled={busy() || present().length === 0 || same()} onClick={() => void attempt(tablet.setSession({ ...props.at, mode: mode(), workers: present() }))}>
          {here() ? 'Corriger la séance' : 'Commencer la séance'}
        </button>
        <Show when={here()}>
          <button type="button" class="button wide" disabled={busy()} onClick={() => void attempt(tablet.endSession(props.at))}>
            Terminer la séance ici
          </button>
        </Show>
      </div>
    </Sheet>
  );
}
