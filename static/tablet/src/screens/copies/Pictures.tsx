/** A text as codes, one after the other, again and again, at the pace of the other tablet's camera. */
import { createEffect, createResource, createSignal, For, onCleanup, Show } from 'solid-js';

import { qrElement } from '../../../../qr/draw';
import { framesOf } from '../../domain/frames';

const PACES = [
  { name: 'Lent', milliseconds: 500 },
  { name: 'Normal', milliseconds: 220 },
  { name: 'Rapide', milliseconds: 120 },
];

export function Pictures(props: { text: string }) {
  const [frames] = createResource(() => props.text, framesOf);
  const [at, setAt] = createSignal(0);
  const [pace, setPace] = createSignal(1);
  createEffect(() => {
    const timer = setInterval(() => setAt((now) => now + 1), PACES[pace()]?.milliseconds);
    onCleanup(() => { clearInterval(timer); });
  });
  const shown = () => {
    const all = frames() ?? [];
    return all.length === 0 ? null : { frame: all[at() % all.length] ?? '', index: at() % all.length, total: all.length };
  };
  return (
    <div class="pictures">
      <div class="pictures-code">
        <Show when={shown()?.frame}>{(frame) => <>{qrElement(frame(), 'Images à filmer avec l’autre tablette')}</>}</Show>
      </div>
      <div class="pictures-foot">
        <p class="soft" aria-hidden="true">
          {(shown()?.index ?? 0) + 1}/{shown()?.total ?? '…'}
        </p>
        <div class="segments" role="group" aria-label="Vitesse">
          <For each={PACES}>
            {(one, index) => (
              <button type="button" aria-pressed={pace() === index()} onClick={() => setPace(index())}>
                {one.name}
              </button>
            )}
          </For>
        </div>
      </div>
    </div>
  );
}
