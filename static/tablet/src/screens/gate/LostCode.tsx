/** A lost code: the coordination is asked, by way of a number that somebody reads out. */
import { createSignal, onCleanup, onMount, Show } from 'solid-js';

import type { Recovering } from '../../domain/tablet';
import { useLive } from '../live';
import { sentenceOf } from '../words';

export function LostCode(props: { worker: string; onBack: () => void }) {
  const { tablet } = useLive();
  const [asking, setAsking] = createSignal<Recovering | null>(null);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  let gone = false;
  onMount(() => void ask());
  onCleanup(() => {
    gone = true;
    asking()?.stop();
  });
  async function ask(): Promise<void> {
    setTrouble(null);
    try {
      const begun = await tablet.recover(props.worker);
      if (gone) begun.stop();
      else setAsking(begun);
      await begun.opened;
    } catch (error) {
      setAsking(null);
      setTrouble(sentenceOf(error));
    }
  }
  return (
    <div class="gate-words">
      <h2>Code perdu</h2>
      <p>Rien n’est perdu&nbsp;: ce qui est noté ici part vers le serveur même fermé. Appelez la coordination et lisez-lui ce nombre&nbsp;; elle rouvre la tablette, puis vous choisissez de nouveaux codes.</p>
      <Show
        when={asking()}
        fallback={
          <Show when={trouble()} fallback={<p class="soft" role="status">Préparation de la demande…</p>}>
            {(sentence) => (
              <>
                <p class="notice danger" role="alert">
                  {sentence()}
                </p>
                <button type="button" class="button primary wide" onClick={() => void ask()}>
                  Réessayer
                </button>
              </>
            )}
          </Show>
        }
      >
        {(one) => (
          <>
            <p class="gate-number">{one().number.replace(/(\d{4})(\d{4})/u, '$1 $2')}</p>
            <p class="soft" role="status">
              En attente de la coordination…
            </p>
          </>
        )}
      </Show>
      <button type="button" class="button wide" onClick={() => { props.onBack(); }}>
        Revenir au code
      </button>
    </div>
  );
}
