/** Where the contact form is shown. The form engine is the heaviest part of the app: it comes when there is time for it. */
import { createResource, lazy, onCleanup, onMount, Show } from 'solid-js';

import type { Draft } from '../domain/tablet';
import { useLive } from './live';
import { back } from './place';
import { capital, doorName, floorName } from './words';

const load = () => import('./interview/InterviewScreen').then((module) => ({ default: module.InterviewScreen }));
const InterviewScreen = lazy(load);
let warmed = false;

export function warmInterview(): void {
  if (warmed) return;
  warmed = true;
  const warm = () => void load().catch(() => (warmed = false));
  requestIdleCallback(warm, { timeout: 4_000 });
}

export function InterviewPlace(props: { draft: Draft | null; onGone: () => void }) {
  const { tablet, state } = useLive();
  let settled = false;
  const [title] = createResource(
    () => props.draft,
    async (draft) => {
      const facade = await tablet.facade(draft.round, draft.entrance);
      const door = facade.floors.flatMap((floor) => floor.doors).find((one) => one.id === draft.door);
      return door ? `${capital(doorName(door))}, ${floorName(door.floor)}` : facade.entrance.label;
    },
  );
  function leave(): void {
    settled = true;
    props.onGone();
    back();
  }
  /** Left by Android's back button: the draft stays, but it is no longer what opens at the next start. */
  async function putAway(left: Draft): Promise<void> {
    const kept = await tablet.draft(left.entrance, left.door);
    if (kept) await tablet.saveDraft(kept, false);
  }
  onCleanup(() => {
    const left = props.draft;
    if (left && !settled && state() === 'unlocked') void putAway(left).catch(() => null);
  });
  // A form finished or left elsewhere: nothing to show here, the façade is one step back.
  onMount(() => {
    if (!props.draft) back();
  });
  return (
    <Show when={props.draft} keyed>
      {(draft) => <Show when={title()}>{(words) => <InterviewScreen tablet={tablet} draft={draft} title={words()} onFinished={leave} onLeave={leave} />}</Show>}
    </Show>
  );
}
