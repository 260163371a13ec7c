import { createEffect, createMemo, createSignal, ErrorBoundary, Match, on, onCleanup, Show, Switch, untrack } from 'solid-js';
import { Dynamic } from 'solid-js/web';

import type { Draft } from '../domain/tablet';
import { FacadeScreen } from './facade/FacadeScreen';
import { LockScreen } from './gate/LockScreen';
import { Welcome } from './gate/Welcome';
import { Workers } from './gate/Workers';
import { lockWhenIdle } from './idle';
import { InterviewPlace, warmInterview } from './InterviewPlace';
import { useLive } from './live';
import { PAGE_SCREENS } from './pages';
import { go, isPage, place, practising, type Page, type Place } from './place';
import { PracticeWorld } from './practice/PracticeWorld';
import { RoundsScreen } from './rounds/RoundsScreen';
import { Shield } from './shield';
import { sentenceOf } from './words';

/** `link` is the fragment of a coordinator's link, already taken out of the address bar; null at every other start. */
export function App(props: { link: string | null; onLinkUsed: () => void }) {
  const { tablet, state } = useLive();
  const [enrolling, setEnrolling] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  // Workers present at the enrolment choose their codes one after the other; each choice makes one current.
  const [welcoming, setWelcoming] = createSignal(state() === 'unlocked' && tablet.currentWorker() === null);

  async function enrol(link: string): Promise<void> {
    const isNew = state() === 'new';
    setEnrolling(true);
    setTrouble(null);
    try {
      setWelcoming(isNew);
      await tablet.enrol(link);
      props.onLinkUsed();
    } catch (error) {
      setWelcoming(false);
      setTrouble(sentenceOf(error));
    } finally {
      setEnrolling(false);
    }
  }
  function giveUp(): void {
    setTrouble(null);
    props.onLinkUsed();
  }
  // A locked tablet is opened first: only its own people renew its enrolment.
  const waiting = createMemo(() => (state() === 'locked' ? null : props.link));
  createEffect(
    on(waiting, (link) => {
      if (link !== null) void enrol(link);
    }),
  );
  createEffect(() => {
    if (state() === 'locked') warmInterview();
    if (state() === 'unlocked') onCleanup(lockWhenIdle(() => { tablet.lock(); }));
  });
  return (
    <ErrorBoundary fallback={(error) => <Broken sentence={sentenceOf(error)} />}>
      <Switch>
        <Match when={enrolling() || trouble() !== null || state() === 'new'}>
          <Welcome
            enrolling={enrolling()}
            trouble={trouble()}
            onAgain={props.link === null ? null : () => void enrol(props.link ?? '')}
            onGiveUp={state() === 'new' ? null : giveUp}
          />
        </Match>
        <Match when={state() === 'locked'}>
          <LockScreen renewing={props.link !== null} />
        </Match>
        <Match when={welcoming()}>
          <Workers onReady={() => setWelcoming(false)} />
        </Match>
        <Match when={state() === 'unlocked'}>
          <Show when={practising()} fallback={<Inside />}>
            <PracticeWorld>
              <Inside />
            </PracticeWorld>
          </Show>
        </Match>
      </Switch>
      <Shield />
    </ErrorBoundary>
  );
}

/** Unlocked: back to the same place, and first to a contact form that was on screen when the app stopped. */
function Inside() {
  const { tablet } = useLive();
  const [ready, setReady] = createSignal(false);
  const [draft, setDraft] = createSignal<Draft | null>(null);
  warmInterview();

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

function Broken(props: { sentence: string }) {
  return (
    <main class="gate">
      <div class="gate-words">
        <h1>Palier s’est arrêté</h1>
        <p class="notice danger" role="alert">
          {props.sentence}
        </p>
        <button type="button" class="button primary wide" onClick={() => { location.reload(); }}>
          Rouvrir Palier
        </button>
      </div>
    </main>
  );
}
