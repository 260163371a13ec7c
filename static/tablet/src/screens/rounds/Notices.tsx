/** What a person must know before going on: little room left, a new version. */
import { createResource, createSignal, Show } from 'solid-js';

import { Icon } from '../icons';
import { useLive } from '../live';
import { applyUpdate, updateReady } from '../updates';

const MEGABYTE = 1_000_000;

export function Notices() {
  const { tablet, beat } = useLive();
  const [storage] = createResource(beat, () => tablet.storage().catch(() => null));
  const [later, setLater] = createSignal(false);
  const left = () => Math.max(0, Math.floor(((storage.latest?.quotaBytes ?? 0) - (storage.latest?.usedBytes ?? 0)) / MEGABYTE));
  return (
    <>
      <Show when={storage.latest?.short}>
        <p class="notice warning" role="alert">
          <Icon name="warning" />
          <span>Il reste {left()}&nbsp;Mo sur cette tablette. Ce qui est noté est gardé. Échangez, puis libérez de la place (photos, applications).</span>
        </p>
      </Show>
      <Show when={updateReady() && !later()}>
        <div class="notice plain" role="status">
          <span>Une nouvelle version de Palier est prête. Rien de ce qui est noté ne change.</span>
          <span class="notice-actions">
            <button type="button" class="button quiet" onClick={() => setLater(true)}>
              Plus tard
            </button>
            <button type="button" class="button primary" onClick={applyUpdate}>
              Mettre à jour
            </button>
          </span>
        </div>
      </Show>
    </>
  );
}
