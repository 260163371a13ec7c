/** « Recevoir une copie »: kept first, then the digits that say so. */
import { createSignal, For, Show } from 'solid-js';

import { qrElement } from '../../../../qr/draw';
import { keptText } from '../../domain/copies';
import type { TakenCopy } from '../../domain/tablet';
import { useLive } from '../live';
import { Taking } from './Taking';

const spaced = (digits: string) => `${digits.slice(0, 4)}\u00a0${digits.slice(4)}`;

export function Take() {
  const { tablet } = useLive();
  const [taken, setTaken] = createSignal<TakenCopy[]>([]);
  return (
    <>
      <Show when={taken().length > 0} fallback={<p>L’autre tablette vous a envoyé un ou plusieurs fichiers «&nbsp;palier-copie&nbsp;», ou vous montre des images.</p>}>
        <section class="copies-taken" aria-labelledby="taken">
          <div role="status">
            <h2 id="taken">{taken().every(({ again }) => again) ? 'Déjà gardé ici' : 'Gardé sur cette tablette'}</h2>
          </div>
          <p>Montrez cet écran à la personne qui vous a donné la copie.</p>
          <ul class="copies-codes">
            <For each={taken()}>{({ digits }) => <li>{spaced(digits)}</li>}</For>
          </ul>
          <div class="copies-qr">{qrElement(keptText(taken().map(({ digits }) => digits)), 'Les mêmes chiffres, à scanner')}</div>
          <p class="soft">Cette tablette portera la copie au serveur à son prochain échange. Elle ne peut pas la lire.</p>
        </section>
      </Show>
      <Taking choose={taken().length > 0 ? 'Choisir une autre copie' : 'Choisir les fichiers'} onText={(text) => tablet.takeCopies(text).then(setTaken)} />
    </>
  );
}
