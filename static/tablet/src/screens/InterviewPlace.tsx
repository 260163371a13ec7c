/** Where the contact form is shown. The form engine is the heaviest part of the app: it comes when there is time for it. */
import { createResource, lazy, onMount, Show } from 'solid-js';

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
  const { tablet } = useLive();
  const [title] = createResource(
    () => props.draft,
    async (draft) => {
      const facade = await tablet.facade(draft.round, draft.entrance);
      const door = facade.floors.flatMap((floor) => floor.doors).find((one) => one.id === draft.door);
      return door ? `${capital(doorName(door))}, ${floorName(door.floor)}` : facade.entrance.label;
    },
  );
  function leave(): void {
    props.onGone();
    back();
  }
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
