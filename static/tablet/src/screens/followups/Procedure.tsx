/** « Procédure déclenchée »: this alone is noted, after one question. */
import { createSignal, Show } from 'solid-js';

import { useLive } from '../live';
import { sentenceOf } from '../words';
import './followups.css';

export function ProcedureButton(props: { at: { round: string; entrance: string }; door: string | null; visit: string | null; onDone: () => void }) {
  const { tablet } = useLive();
  const [asking, setAsking] = createSignal(false);
  const [busy, setBusy] = createSignal(false);
  const [noted, setNoted] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  async function note(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await tablet.openCase({ ...props.at, door: props.door, visit: props.visit, matter: 'procedure', consent: 'none' });
      setNoted(true);
      props.onDone();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="procedure">
      <Show when={!noted()} fallback={<p class="notice" role="status">C’est noté. La coordination le verra au prochain échange&nbsp;; appelez-la aussi.</p>}>
        <Show
          when={asking()}
          fallback={
            <button type="button" class="button danger wide" onClick={() => setAsking(true)}>
              Procédure déclenchée
            </button>
          }
        >
          <p>Noter que la procédure a été déclenchée&nbsp;? Ce seul fait est gardé&nbsp;: ni motif, ni nom, ni récit.</p>
          <div class="follow-attempts">
            <button type="button" class="button danger" disabled={busy()} onClick={() => void note()}>Oui, le noter</button>
            <button type="button" class="button" disabled={busy()} onClick={() => setAsking(false)}>Non</button>
          </div>
        </Show>
      </Show>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
    </div>
  );
}
