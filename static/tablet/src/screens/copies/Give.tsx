/** « Donner une copie »: what nobody else keeps goes to a neighbour, whose digits turn the second light on. */
import { createResource, createSignal, Show } from 'solid-js';

import type { GivenPart } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { count, sentenceOf } from '../words';
import { Handing } from './Handing';
import { Scanner } from './Scanner';

function labelOf({ lane, entries }: GivenPart): string {
  return `${lane === 'log' ? 'Passages' : 'Réponses'}, ${count(entries, 'note', 'notes')}`;
}

export function Give() {
  const { tablet } = useLive();
  const [offer, { refetch }] = createResource(() => tablet.giveCopies());
  const [kept, setKept] = createSignal(0);
  const files = () => (offer.latest?.parts ?? []).map((part) => ({ name: part.name, text: part.text, label: labelOf(part) }));
  return (
    <Show when={!offer.error} fallback={<p class="notice danger" role="alert">{sentenceOf(offer.error)}</p>}>
      <Show when={kept() > 0}>
        <p class="notice" role="status">
          <span class="copies-kept">
            <span class="light copy" /> {kept() > 1 ? `${kept()}\u00a0notes ont leur deuxième copie.` : 'Une note a sa deuxième copie.'}
          </span>
        </p>
      </Show>
      <Show
        when={files().length > 0}
        fallback={
          <Show when={offer.latest}>
            <p class="nothing">{kept() > 0 ? 'Tout ce qui était seul ici est gardé à deux endroits.' : 'Rien à donner : ce qui est noté est déjà au serveur, ou gardé par une autre tablette.'}</p>
          </Show>
        }
      >
        <section aria-labelledby="hand-over" class="copies-step">
          <h2 id="hand-over">
            <span class="copies-rank">1</span> Donnez
          </h2>
          <Handing files={files()} />
          <Show when={(offer.latest?.left ?? 0) > 0}>
            <p class="soft">{count(offer.latest?.left ?? 0, 'note suivra', 'notes suivront')} quand celles-ci seront gardées.</p>
          </Show>
        </section>
        <Confirm
          parts={offer.latest?.parts.length ?? 1}
          onKept={(notes) => {
            setKept((before) => before + notes);
            void refetch();
          }}
        />
      </Show>
    </Show>
  );
}

function Confirm(props: { parts: number; onKept: (notes: number) => void }) {
  const { tablet } = useLive();
  const [typed, setTyped] = createSignal('');
  const [scanning, setScanning] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);

  async function check(digits: string): Promise<void> {
    setTrouble(null);
    try {
      props.onKept(await tablet.confirmCopies(digits));
      setTyped('');
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  /** Other codes in the picture are none of ours. */
  function look(text: string): void {
    if (!scanning() || !text.startsWith('palier-copy-kept/1')) return;
    setScanning(false);
    void check(text);
  }
  return (
    <section aria-labelledby="confirm" class="copies-step">
      <h2 id="confirm">
        <span class="copies-rank">2</span> Vérifiez
      </h2>
      <p>
        <Show when={props.parts > 1} fallback="L’autre tablette affiche 8 chiffres. Ils prouvent qu’elle a tout gardé.">
          L’autre tablette affiche {props.parts} codes de 8 chiffres. Ils prouvent qu’elle a tout gardé. Scannez-les d’un coup, ou tapez-les l’un après l’autre.
        </Show>
      </p>
      <form
        class="copies-digits"
        onSubmit={(event) => {
          event.preventDefault();
          void check(typed());
        }}
      >
        <input
          type="text"
          inputmode="numeric"
          autocomplete="off"
          aria-label="Les 8 chiffres"
          placeholder="0000 0000"
          value={typed()}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="button primary" disabled={typed().trim() === ''}>
          <Icon name="check" /> Vérifier
        </button>
        <button type="button" class="button" onClick={() => { setTrouble(null); setScanning(!scanning()); }}>
          <Icon name="camera" /> {scanning() ? 'Arrêter' : 'Scanner'}
        </button>
      </form>
      <Show when={scanning()}>
        <Scanner hint="Cadrez le code de l’autre tablette." onText={look} onRefused={(sentence) => { setScanning(false); setTrouble(sentence); }} />
      </Show>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
    </section>
  );
}

