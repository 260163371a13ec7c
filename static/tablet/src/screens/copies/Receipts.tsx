/** « Rapporter les accusés »: both ways, so that the tablet that noted learns that the server has it. */
import { createSignal, For, Show } from 'solid-js';

import { useLive } from '../live';
import { Handing } from './Handing';
import { Taking } from './Taking';

export function Receipts() {
  const { tablet, beat } = useLive();
  const [arrived, setArrived] = createSignal<number | null>(null);
  const held = () => (beat(), tablet.receiptsToBring());
  return (
    <>
      <section class="copies-step" aria-labelledby="for-us">
        <h2 id="for-us">Pour cette tablette</h2>
        <p>Une autre tablette a porté vos notes au serveur&nbsp;: elle vous en rapporte les accusés.</p>
        <Show when={arrived() !== null}>
          <p class="notice" role="status">
            <span class="copies-kept">
              <span class="light server" /> {(arrived() ?? 0) > 1 ? `${arrived()}\u00a0notes sont au serveur.` : arrived() === 1 ? 'Une note est au serveur.' : 'Ces accusés ne disent rien de nouveau.'}
            </span>
          </p>
        </Show>
        <Taking choose="Choisir le fichier d’accusés" onText={(text) => tablet.takeReceipts(text).then(setArrived)} />
      </section>
      <For each={held()} fallback={<p class="nothing">Aucun accusé à rapporter à une autre tablette.</p>}>
        {({ origin, text, name }) => (
          <section class="copies-step" aria-label={`Accusés pour ${origin.name}`}>
            <h2>Accusés pour «&nbsp;{origin.name}&nbsp;»</h2>
            <Handing files={[{ name, text, label: `Accusés pour ${origin.name}` }]} />
          </section>
        )}
      </For>
    </>
  );
}
