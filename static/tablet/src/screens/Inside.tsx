/** Everything behind the code. It comes while the code is typed: the code screen waits for none of it. */
import { createSignal, Match, onCleanup, Show, Switch, untrack } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import type { Draft } from '../domain/tablet';
import { FacadeScreen } from './facade/FacadeScreen';
import { forgetSaid, offerNext } from './followups/next';
import { InterviewPlace, warmInterview } from './InterviewPlace';
import { useLive } from './live';
import { PAGE_SCREENS } from './pages';
import { go, isPage, place, practising, type Page, type Place } from './place';
import { PracticeWorld } from './practice/PracticeWorld';
import { RoundsScreen } from './rounds/RoundsScreen';

export { warmEngine as warmForms } from './InterviewPlace';

export function Inside() {
  return (
    <Show when={practising()} fallback={<Own />}>
      <PracticeWorld>
        <Own />
      </PracticeWorld>
    </Show>
  );
}

/** Unlocked: back to the same place, and first to a contact form that was on screen when the app stopped. */
function Own() {
  const { tablet } = useLive();
  const [ready, setReady] = createSignal(false);
  const [draft, setDraft] = createSignal<Draft | null>(null);
  warmInterview();
  onCleanup(() => {
    forgetSaid();
    offerNext(null);
  });

  void tablet
    .openDraft()
    .then((open) => {
      if (!open) return;
      setDraft(open);
      const here = place();
      if (here.at === 'interview') return;
      if (here.at !== 'facade' || here.entrance !== open.entrance) go({ at: 'facade', round: open.round, entrance: open.entrance });
      go({ at: 'interview', round: open.round, entrance: open.entrance });
    })
    .catch(() => null)
    .finally(() => setReady(true));

  const facade = () => {
    const here = place();
    return here.at === 'facade' ? here : null;
  };
  const page = () => {
    const here = place();
    return isPage(here) ? here : null;
  };
  // Looking for an answer in the middle of a talk leaves the talk as it is, underneath.
  const overInterview = () => place().at === 'resources' && draft() !== null;
  return (
    <Show when={ready()}>
      <Switch>
        <Match when={place().at === 'rounds'}>
          <RoundsScreen />
        </Match>
        <Match when={facade()?.entrance} keyed>
          {(entrance) => <FacadeScreen round={untrack(() => facade()?.round ?? '')} entrance={entrance} onInterview={setDraft} />}
        </Match>
        <Match when={place().at === 'interview' || overInterview()}>
          <div class="under" hidden={overInterview()}>
            <InterviewPlace draft={draft()} onGone={() => setDraft(null)} onNext={setDraft} />
          </div>
          <Show when={overInterview() && page()} keyed>
            {(here) => <PageScreen place={here} />}
          </Show>
        </Match>
        <Match when={page()} keyed>
          {(here) => <PageScreen place={here} />}
        </Match>
      </Switch>
    </Show>
  );
}

function PageScreen(props: { place: Extract<Place, { at: Page }> }) {
  return <Dynamic component={PAGE_SCREENS[props.place.at] ?? RoundsScreen} round={props.place.round} entrance={props.place.entrance} item={props.place.item} />;
}
