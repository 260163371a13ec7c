/** Where the contact form is shown. The form engine is the heaviest part of the app: it comes when there is time for it. */
import { createResource, lazy, onCleanup, onMount, Show } from 'solid-js';

import { CONTACT_FORM } from '../domain/bundle';
import type { Draft, Tablet } from '../domain/tablet';
import { useLive } from './live';
import { offerNext } from './followups/next';
import { back } from './place';
import { capital, doorName, floorName } from './words';

const load = () => import('./interview/InterviewScreen').then((module) => ({ default: module.InterviewScreen }));
const InterviewScreen = lazy(load);

/** The code of the engine comes and runs once, while the tablet is locked. */
export async function warmEngine(): Promise<void> {
  await (await import('./interview/InterviewScreen')).warmEngine();
}

/** The form too, and a blank interview that waits. Call it inside a component, unlocked. */
export function warmInterview(): void {
  const { tablet } = useLive();
  requestIdleCallback(() => void warm(tablet).catch(() => null), { timeout: 4_000 });
}

async function warm(tablet: Tablet): Promise<void> {
  const { prepareInterview } = await import('./interview/InterviewScreen');
  await prepareInterview(tablet, CONTACT_FORM);
}

export function InterviewPlace(props: { draft: Draft | null; onGone: () => void; onNext: (draft: Draft) => void }) {
  const { tablet } = useLive();
  const [title] = createResource(
    () => props.draft,
    // An entrance taken out of the round since: the form begun there can still be finished.
    (draft) => titleOf(tablet, draft).catch(() => 'Entretien commencé'),
  );
  function leave(): void {
    props.onGone();
    back();
  }
  function finish(): void {
    const draft = props.draft;
    if (draft) offerNext({ entrance: draft.entrance, door: draft.door, visit: draft.visit });
    leave();
  }
  // A form finished or left elsewhere: nothing to show here, the façade is one step back.
  onMount(() => {
    if (!props.draft) back();
  });
  // Left by the back button too: going forward again must not open the form as it was before the last answers.
  onCleanup(() => { props.onGone(); });
  return (
    <Show when={props.draft} keyed>
      {(draft) => <InterviewScreen tablet={tablet} draft={draft} title={title() ?? ''} onFinished={finish} onLeave={leave} onNext={(next) => { props.onNext(next); }} />}
    </Show>
  );
}

async function titleOf(tablet: Tablet, draft: Draft): Promise<string> {
  const facade = await tablet.facade(draft.round, draft.entrance);
  const door = facade.floors.flatMap((floor) => floor.doors).find((one) => one.id === draft.door);
  return door ? `${capital(doorName(door))}, ${floorName(door.floor)}` : facade.entrance.label;
}
