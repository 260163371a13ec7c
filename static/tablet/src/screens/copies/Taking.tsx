/** Taking a text over: from files, or filmed from the other tablet's screen. */
import { createSignal, Show } from 'solid-js';

import { Frames } from '../../domain/frames';
import { Icon } from '../icons';
import { sentenceOf } from '../words';
import { readFiles } from './files';
import { Scanner } from './Scanner';

export function Taking(props: { choose: string; onText: (text: string) => Promise<unknown> }) {
  const [filming, setFilming] = createSignal(false);
  const [progress, setProgress] = createSignal({ seen: 0, total: 0 });
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let frames = new Frames();

  async function take(text: Promise<string>): Promise<void> {
    setTrouble(null);
    setBusy(true);
    try {
      await props.onText(await text);
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  function film(): void {
    frames = new Frames();
    setProgress({ seen: 0, total: 0 });
    setTrouble(null);
    setFilming(true);
  }
  async function look(scanned: string): Promise<void> {
    if (!frames.add(scanned)) return;
    setProgress(frames.progress);
    const text = await frames.text();
    if (text === null || !filming()) return;
    setFilming(false);
    await take(Promise.resolve(text));
  }
  return (
    <div class="taking">
      <div class="taking-ways">
        <label class="button primary wide">
          <Icon name="take" /> {props.choose}
          <input
            type="file"
            class="unseen"
            accept=".txt,text/plain"
            multiple
            disabled={busy()}
            onChange={(event) => {
              const { files } = event.currentTarget;
              if (files && files.length > 0) void take(readFiles(files));
              event.currentTarget.value = '';
            }}
          />
        </label>
        <button type="button" class="button wide" onClick={() => { if (filming()) setFilming(false); else film(); }}>
          <Icon name="camera" /> {filming() ? 'Arrêter de filmer' : 'Filmer les images'}
        </button>
      </div>
      <Show when={filming()}>
        <Scanner
          hint="Cadrez les images de l’autre tablette en entier. L’ordre n’importe pas."
          progress={progress()}
          onText={(text) => void look(text)}
          onRefused={(sentence) => { setFilming(false); setTrouble(sentence); }}
        />
      </Show>
      <Show when={busy()}>
        <p role="status">
          <span class="spinner" /> Un instant…
        </p>
      </Show>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
    </div>
  );
}
