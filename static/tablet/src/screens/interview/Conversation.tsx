/** The interview under way: which group is on screen, what is saved, and the way forward and back. */
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, untrack } from 'solid-js';

import type { Draft, Tablet } from '../../domain/tablet';
import type { Answer, Interview } from '../../forms/interview';
import { Icon } from '../icons';
import { shieldFor } from '../shield';
import { sentenceOf } from '../words';
import { QuestionField } from './QuestionField';
import { createSaver, type Keeping } from './saver';
import { Summary } from './Summary';

interface ConversationProps {
  interview: Interview;
  tablet: Tablet;
  draft: Draft;
  title: string;
  onFinished: () => void;
  onLeave: () => void;
}

/** The second half of a double tap on « Suivant » must not skip a screen. */
const SETTLE = 260;

export function Conversation(props: ConversationProps) {
  // One conversation stands for one interview and one draft.
  // eslint-disable-next-line solid/reactivity
  const { interview, tablet, draft } = props;
  const [position, setPosition] = createSignal(draft.position);
  const [finishing, setFinishing] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const groups = createMemo(() => interview.groups());
  /** An answer may have taken groups away: past the last one stands the summary. */
  const step = createMemo(() => Math.min(Math.max(position(), 0), groups().length));
  const group = createMemo(() => groups()[step()]);
  let onScreen = true;
  const saver = createSaver(() => tablet.saveDraft({ ...draft, state: interview.state(), position: untrack(step) }, onScreen));
  let heading: HTMLHeadingElement | undefined;

  function answer(question: string, value: Answer): void {
    interview.answer(question, value);
    saver.save();
  }
  function moveTo(next: number): void {
    shieldFor(SETTLE);
    setTrouble(null);
    setPosition(next);
    saver.save();
    window.scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  }
  function forward(): void {
    const here = group();
    if (here && !interview.check(here.name)) {
      focusFirstProblem();
      return;
    }
    moveTo(step() + 1);
  }
  /** Leaves the draft as what waits at this door, no longer as what opens at the next start. */
  function putAway(): Promise<boolean> {
    onScreen = false;
    saver.save();
    return saver.flush();
  }
  /** Stays when the last answer could not be kept: the screen says why. */
  async function leave(): Promise<void> {
    if (await putAway()) props.onLeave();
    else onScreen = true;
  }
  async function finish(): Promise<void> {
    const unfinished = groups().findIndex((one) => !interview.check(one.name));
    if (unfinished >= 0) {
      moveTo(unfinished);
      focusFirstProblem();
      return;
    }
    setFinishing(true);
    setTrouble(null);
    try {
      const { answers, identity } = interview.result();
      await tablet.finishDraft({ ...draft, state: interview.state(), position: step() }, answers, identity);
      onScreen = false;
      saver.stop();
      props.onFinished();
    } catch (error) {
      setTrouble(`${sentenceOf(error)} Les réponses restent gardées ici\u00a0: vous pouvez réessayer.`);
      setFinishing(false);
    }
  }
  // An answer that brings or takes a question moves the others under the thumb.
  createEffect(on(() => group()?.questions.map((question) => question.name).join(' '), () => { shieldFor(SETTLE); }, { defer: true }));
  const flush = () => void saver.flush();
  onMount(() => {
    document.addEventListener('visibilitychange', flush);
    window.addEventListener('pagehide', flush);
    window.scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
  });
  onCleanup(() => {
    document.removeEventListener('visibilitychange', flush);
    window.removeEventListener('pagehide', flush);
    // Android's back button comes here without asking; a lock too, and then the draft stays what opens first.
    if (onScreen) void putAway();
    saver.stop();
  });

  return (
    <>
      <header class="top interview-top">
        <button type="button" class="icon-button" aria-label="Revenir à la façade, le brouillon est gardé" onClick={() => void leave()}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <p class="overline">{interview.title}</p>
          <h1>{props.title}</h1>
        </div>
        <KeepingMark keeping={saver.keeping()} />
        <Progress step={step()} steps={groups().length + 1} />
      </header>
      <main class="interview">
        <KeepingTrouble keeping={saver.keeping()} />
        <h2 class="interview-title" tabindex="-1" ref={heading}>
          {group()?.label ?? 'Ce qui sera gardé'}
        </h2>
        <Show when={group()} fallback={<Summary interview={interview} onChange={(name) => { moveTo(groups().findIndex((one) => one.name === name)); }} />}>
          {(shown) => (
            <div class="questions">
              <For each={shown().questions}>{(question) => <QuestionField question={question} onAnswer={(value) => { answer(question.name, value); }} />}</For>
            </div>
          )}
        </Show>
        <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      </main>
      <footer class="interview-foot">
        <button type="button" class="button" onClick={() => { if (step() === 0) void leave(); else moveTo(step() - 1); }}>
          <Icon name="back" />
          {step() === 0 ? 'Façade' : 'Précédent'}
        </button>
        <Show
          when={group()}
          fallback={
            <button type="button" class="button primary" disabled={finishing()} onClick={() => void finish()}>
              <Show when={finishing()} fallback={<Icon name="check" />}>
                <span class="spinner" />
              </Show>
              Terminer
            </button>
          }
        >
          <button type="button" class="button primary" onClick={forward}>
            Suivant
            <Icon name="chevron" />
          </button>
        </Show>
      </footer>
    </>
  );
}

/** Brings the first refused question, and the thumb's next tap, to where it is told what is missing. */
function focusFirstProblem(): void {
  const field = document.querySelector<HTMLElement>('.question-problem')?.closest('.question');
  field?.querySelector<HTMLElement>('input, textarea')?.focus({ preventScroll: true });
  field?.scrollIntoView({ block: 'center' });
}

function Progress(props: { step: number; steps: number }) {
  const words = () => `Étape ${props.step + 1} sur ${props.steps}`;
  return (
    <div class="progress" role="progressbar" aria-label="Avancement" aria-valuemin="1" aria-valuemax={props.steps} aria-valuenow={props.step + 1} aria-valuetext={words()}>
      <For each={Array.from({ length: props.steps })}>{(_, index) => <span classList={{ done: index() < props.step, here: index() === props.step }} />}</For>
    </div>
  );
}

function KeepingMark(props: { keeping: Keeping }) {
  return (
    <p class="save-mark" data-state={props.keeping.state}>
      <Show when={props.keeping.state === 'kept'} fallback={<Show when={props.keeping.state === 'failed'} fallback={<span class="spinner" />}><Icon name="warning" /></Show>}>
        <Icon name="check" />
      </Show>
      {props.keeping.state === 'kept' ? 'Gardé' : props.keeping.state === 'keeping' ? 'En cours' : 'Pas gardé'}
    </p>
  );
}

function KeepingTrouble(props: { keeping: Keeping }) {
  const sentence = () => (props.keeping.state === 'failed' ? props.keeping.sentence : null);
  return (
    <Show when={sentence()}>
      {(words) => (
        <p class="notice danger" role="alert">
          <span>La dernière réponse n’est pas encore gardée. {words()} Palier réessaie tout seul&nbsp;: ne fermez pas l’application.</span>
        </p>
      )}
    </Show>
  );
}
