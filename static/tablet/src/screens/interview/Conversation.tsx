/** The interview under way: which group is on screen, what is saved, and the way forward and back. */
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show, untrack } from 'solid-js';

import { readWordLists, type WordLists } from '../../domain/comment-words';
import type { Draft, OtherForm, Tablet } from '../../domain/tablet';
import type { Interview, Language, QuestionGroup } from '../../forms/interview';
import { Icon } from '../icons';
import { rememberSaid } from '../followups/next';
import { AnswersToNeeds } from '../resources/AnswersLink';
import { shieldFor } from '../shield';
import { sentenceOf } from '../words';
import { createFiles } from './files';
import { Languages } from './Languages';
import { beginForm, OtherForms } from './OtherForms';
import { QuestionField } from './QuestionField';
import { createSaver, type Keeping } from './saver';
import { Summary } from './Summary';
import { type Talk, TalkProvider } from './talk';
import { Words } from './Words';

interface ConversationProps {
  interview: Interview;
  tablet: Tablet;
  draft: Draft;
  title: string;
  onFinished: () => void;
  onLeave: () => void;
  onNext?: (draft: Draft) => void;
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
  const at = { round: draft.round, entrance: draft.entrance, door: draft.door, visit: draft.visit };
  let onScreen = true;
  const saver = createSaver(() => tablet.saveDraft({ ...draft, state: interview.state(), position: untrack(step) }, onScreen));
  let heading: HTMLHeadingElement | undefined;

  const files = createFiles(tablet, draft, interview, saver);
  const [words, setWords] = createSignal<WordLists | null>(null);
  const talk: Talk = {
    interview,
    words,
    answer(question, value) {
      interview.answer(question, value);
      saver.save();
    },
    ...files,
    add(repeat) {
      const first = interview.add(repeat);
      saver.save();
      if (first) moveToGroup(first);
    },
    remove(repeat, turn) {
      const gone = interview.remove(repeat, turn);
      // The list stays on screen, wherever it stands now.
      const here = groups().findIndex((one) => one.questions.includes(repeat));
      if (here >= 0) setPosition(here);
      saver.save();
      void files.drop(gone);
    },
    open(repeat, turn) {
      const first = repeat.turns[turn]?.first();
      if (first) moveToGroup(first);
    },
  };
  function speak(language: Language | null): void {
    interview.speak(language);
    saver.save();
  }
  function moveToGroup(wanted: QuestionGroup): void {
    moveTo(groups().indexOf(wanted));
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
    if (here && !interview.check(here)) {
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
  /** `next`: another form, opened once this one is durable. */
  async function finish(next: OtherForm | null = null): Promise<void> {
    const unfinished = groups().findIndex((one) => !interview.check(one));
    if (unfinished >= 0) {
      moveTo(unfinished);
      focusFirstProblem();
      return;
    }
    setFinishing(true);
    setTrouble(null);
    try {
      const { answers, identity, attachments } = interview.result();
      await tablet.finishDraft({ ...draft, state: interview.state(), position: step() }, answers, identity, attachments);
      rememberSaid(draft.visit, answers, identity);
      onScreen = false;
      saver.stop();
      const other = next && (await beginForm(tablet, at, next).catch(() => null));
      if (other && props.onNext) props.onNext(other);
      else props.onFinished();
    } catch (error) {
      setTrouble(`${sentenceOf(error)} Les réponses restent gardées ici\u00a0: vous pouvez réessayer.`);
      setFinishing(false);
    }
  }
  // An answer that brings or takes a question moves the others under the thumb.
  createEffect(on(() => group()?.questions.length, () => { shieldFor(SETTLE); }, { defer: true }));
  // Without them there are no warnings, and everything else goes on.
  onMount(() => void readWords(tablet).then(setWords, () => null));
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
    <TalkProvider value={talk}>
      <header class="top interview-top">
        <button type="button" class="icon-button" aria-label="Revenir à la façade, le brouillon est gardé" onClick={() => void leave()}>
          <Icon name="back" />
        </button>
        <div class="top-names">
          <p class="overline">{interview.title}</p>
          <h1>{props.title}</h1>
        </div>
        <KeepingMark keeping={saver.keeping()} />
        <Show when={interview.languages.length > 0}>
          <Languages interview={interview} onSpeak={speak} />
        </Show>
        <Progress step={step()} steps={groups().length + 1} />
      </header>
      <main class="interview">
        <KeepingTrouble keeping={saver.keeping()} />
        <h2 class="interview-title" classList={{ unseen: group()?.label === '' }} tabindex="-1" ref={heading}>
          <Show when={group()} fallback="Ce qui sera gardé">
            {(shown) => <Words marks={[shown().label || (shown().questions[0]?.label ?? '')]} other={shown().label === '' ? null : shown().other} />}
          </Show>
        </h2>
        <Show when={group()} fallback={<Summary interview={interview} onChange={moveToGroup} />}>
          {(shown) => (
            <div class="questions">
              <For each={shown().questions}>{(question) => <QuestionField question={question} />}</For>
            </div>
          )}
        </Show>
        <Show when={!group()}>
          <AnswersToNeeds tablet={tablet} answers={interview.result().answers} at={at} />
        </Show>
        <Show when={!group() && props.onNext}>
          <div class="after">
            <OtherForms tablet={tablet} at={at} except={draft.form.id} busy={finishing()} onOpen={(form) => void finish(form)} />
          </div>
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
    </TalkProvider>
  );
}

async function readWords(tablet: Tablet): Promise<WordLists | null> {
  const file = await tablet.file('words');
  return file && readWordLists(file.bytes);
}

/** Brings the first refused question, and the thumb's next tap, to where it is told what is missing. */
function focusFirstProblem(): void {
  const field = document.querySelector<HTMLElement>('.question-problem')?.closest('.question');
  field?.querySelector<HTMLElement>('input, textarea, select, button')?.focus({ preventScroll: true });
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
