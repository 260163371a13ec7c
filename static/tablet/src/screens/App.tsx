import { createEffect, createMemo, createSignal, ErrorBoundary, lazy, Match, on, onCleanup, Switch } from 'solid-js';

import { LockScreen } from './gate/LockScreen';
import { Welcome } from './gate/Welcome';
import { lockWhenIdle } from './idle';
import { useLive } from './live';
import { Shield } from './shield';
import { sentenceOf } from './words';

const loadInside = () => import('./Inside');
const Inside = lazy(() => loadInside().then((module) => ({ default: module.Inside })));
// Where codes are chosen: not on the way to the code screen.
const Workers = lazy(() => import('./gate/Workers').then((module) => ({ default: module.Workers })));
const Renewal = lazy(() => import('./gate/Renewal').then((module) => ({ default: module.Renewal })));

/** While a person types the code: first what opens next, then the form engine. */
function warmUp(): void {
  requestIdleCallback(() => void loadInside().then(({ warmForms }) => warmForms()).catch(() => null), { timeout: 1_000 });
}

/** `link` is the fragment of a coordinator's link, already taken out of the address bar; null at every other start. */
export function App(props: { link: string | null; onLinkUsed: () => void }) {
  const { tablet, beat, state } = useLive();
  const [enrolling, setEnrolling] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  // Workers present at the enrolment choose their codes one after the other; each choice makes one current.
  const [welcoming, setWelcoming] = createSignal(state() === 'unlocked' && tablet.currentWorker() === null);

  /** Whoever opened the tablet by a code of before there were two, or had lost theirs. */
  const renewing = createMemo(() => {
    beat();
    const worker = state() === 'unlocked' ? tablet.currentWorker() : null;
    return worker && tablet.mustChoose() ? worker : null;
  }, null, { equals: (one, other) => one?.id === other?.id });

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
  const isLocked = createMemo(() => state() === 'locked' || state() === 'resting');
  const waiting = createMemo(() => (isLocked() ? null : props.link));
  createEffect(
    on(waiting, (link) => {
      if (link !== null) void enrol(link);
    }),
  );
  createEffect(() => {
    if (isLocked()) warmUp();
    if (state() === 'unlocked') onCleanup(lockWhenIdle(() => { tablet.lock(); }));
  });
  return (
    <ErrorBoundary fallback={(error) => <Broken sentence={sentenceOf(error)} />}>
      <Switch>
        <Match when={enrolling() || trouble() !== null || state() === 'new'}>
          <Welcome
            enrolling={enrolling()}
            wasErased={tablet.wasErased()}
            trouble={trouble()}
            onAgain={props.link === null ? null : () => void enrol(props.link ?? '')}
            onGiveUp={state() === 'new' ? null : giveUp}
          />
        </Match>
        <Match when={isLocked()}>
          <LockScreen renewing={props.link !== null} />
        </Match>
        <Match when={welcoming()}>
          <Workers onReady={() => setWelcoming(false)} />
        </Match>
        <Match when={renewing()} keyed>
          {(worker) => <Renewal worker={worker} />}
        </Match>
        <Match when={state() === 'unlocked'}>
          <Inside />
        </Match>
      </Switch>
      <Shield />
    </ErrorBoundary>
  );
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
