/** What a person must know before going on: notes that are missing, little room left, a new version. */
import { createMemo, createResource, createSignal, Show } from 'solid-js';

import type { Before } from '../../domain/before';
import { Icon } from '../icons';
import { useLive } from '../live';
import { applyUpdate, updateReady } from '../updates';
import { count, moment } from '../words';

const MEGABYTE = 1_000_000;

export function Notices() {
  const { tablet, beat } = useLive();
  const [storage] = createResource(beat, () => tablet.storage().catch(() => null));
  const before = createMemo(() => (beat(), tablet.before()));
  const [later, setLater] = createSignal(false);
  const left = () => Math.max(0, Math.floor(((storage.latest?.quotaBytes ?? 0) - (storage.latest?.usedBytes ?? 0)) / MEGABYTE));
  return (
    <>
      <Show when={before()}>{(one) => <Missing before={one()} onRead={() => void tablet.forgetBefore().catch(() => null)} />}</Show>
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

/** The one before this tablet was emptied by its browser, or lost: what the server has of it, and what nobody can give back. */
function Missing(props: { before: Before; onRead: () => void }) {
  const last = () => props.before.lastAt;
  return (
    <div class="notice warning" role="alert">
      <Icon name="warning" />
      <span>
        Cette tablette prend la suite d’une autre, vidée par le navigateur ou perdue.{' '}
        <Show when={last()} fallback={<>Le serveur n’a aucun passage noté sur elle. Ce qui y avait été noté et qu’aucune autre tablette ne garde en copie manque.</>}>
          {(at) => (
            <>
              Le serveur a {count(props.before.notes, 'note', 'notes')} de celle-là, la dernière faite {moment(at(), new Date())}.
              <Show when={props.before.missing > 0}> Parmi les précédentes, {count(props.before.missing, 'n’y est pas', 'n’y sont pas')}.</Show>{' '}
              Ce qui a été noté après, et qu’aucune autre tablette ne garde en copie, manque&nbsp;: notez-le de nouveau.
            </>
          )}
        </Show>
      </span>
      <span class="notice-actions">
        <button type="button" class="button" onClick={() => { props.onRead(); }}>
          C’est lu
        </button>
      </span>
    </div>
  );
}
