/** The contact form of one door on one dense page, run by the tablet's own form engine: the same questions open and close, the same codes come out. */
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';

import { Icon } from '../../../tablet/src/screens/icons';
import { sentenceOf } from '../../../tablet/src/screens/words';
import type { Interview, Question } from '../../../tablet/src/forms/interview';
import { choiceKey, choiceOf, withModifier } from './keys';

type Values = Record<string, string | string[]>;
/** What a line of a sheet can answer: choices, and what is written. */
type Asked = Extract<Question, { type: 'one' | 'many' }> | Extract<Question, { value: string }>;

const isAsked = (question: Question): question is Asked => question.type === 'one' || question.type === 'many' || ('value' in question && typeof question.value === 'string');

interface DialogProps {
  title: string;
  /** Said when this page cannot know whether the interview was typed before. */
  caution: string | null;
  interview: Interview;
  /** Kept, sealed, when it resolves. */
  onFinish: (answers: Values, identity: Values) => Promise<void>;
  /** With what is typed so far, to go on later. */
  onClose: (state: string) => void;
}

export function InterviewDialog(props: DialogProps) {
  // One dialog stands for one interview.
  // eslint-disable-next-line solid/reactivity
  const { interview } = props;
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  let dialog: HTMLDialogElement | undefined;

  const groups = createMemo(() => interview.groups());
  const asked = createMemo(() => groups().flatMap((group) => group.questions).filter(isAsked));
  const block = (name: string) => dialog?.querySelector<HTMLElement>(`[data-question="${name}"]`) ?? null;

  function focusQuestion(name: string): void {
    const found = block(name);
    found?.querySelector<HTMLElement>('input, textarea, select')?.focus({ preventScroll: true });
    found?.scrollIntoView({ block: 'nearest' });
  }
  function step(from: string, by: number): void {
    const names = asked().map(({ name }) => name);
    const next = names[names.indexOf(from) + by];
    if (next !== undefined) focusQuestion(next);
    else if (by > 0) dialog?.querySelector<HTMLElement>('[data-finish]')?.focus();
  }
  function choose(question: Extract<Asked, { type: 'one' | 'many' }>, index: number): void {
    const choice = question.choices[index];
    if (!choice) return;
    if (question.type === 'one') {
      interview.answer(question, choice.value);
      // What the answer opens or closes is drawn first.
      // eslint-disable-next-line solid/reactivity
      queueMicrotask(() => { step(question.name, 1); });
      return;
    }
    const selected = question.choices.filter((one) => one.selected).map(({ value }) => value);
    interview.answer(question, choice.selected ? selected.filter((value) => value !== choice.value) : [...selected, choice.value]);
    focusChoice(question.name, index);
  }
  function focusChoice(name: string, index: number): void {
    block(name)?.querySelectorAll<HTMLInputElement>('input').item(index).focus({ preventScroll: true });
  }
  function press(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void finish();
      return;
    }
    const name = (event.target as HTMLElement).closest<HTMLElement>('[data-question]')?.dataset.question;
    const question = asked().find((one) => one.name === name);
    if (!question || withModifier(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      step(question.name, event.shiftKey ? -1 : 1);
      return;
    }
    if (question.type !== 'one' && question.type !== 'many') return;
    if (event.key === 'Backspace' || event.key === 'Delete') {
      event.preventDefault();
      interview.answer(question, null);
      return;
    }
    const index = choiceOf(event, question.choices.length);
    if (index !== null) {
      event.preventDefault();
      choose(question, index);
    } else if (question.type === 'many' && event.key.startsWith('Arrow')) {
      event.preventDefault();
      walk(question.name, event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : -1);
    }
  }
  /** Radios do this by themselves. */
  function walk(name: string, by: number): void {
    const boxes = [...(block(name)?.querySelectorAll<HTMLInputElement>('input') ?? [])];
    const here = boxes.indexOf(document.activeElement as HTMLInputElement);
    boxes[(here + by + boxes.length) % boxes.length]?.focus();
  }
  async function finish(): Promise<void> {
    const wrong = groups().filter((group) => !interview.check(group));
    if (wrong.length > 0) {
      const first = asked().find((question) => question.problem !== null);
      if (first) focusQuestion(first.name);
      return;
    }
    setBusy(true);
    setTrouble(null);
    try {
      const { answers, identity } = interview.result();
      await props.onFinish(answers, identity);
    } catch (error) {
      setTrouble(`${sentenceOf(error)} Les réponses sont encore sur cette page\u00a0: réessayez.`);
      setBusy(false);
    }
  }
  function close(): void {
    props.onClose(interview.state());
  }
  onMount(() => {
    dialog?.showModal();
    const first = asked()[0];
    if (first) focusQuestion(first.name);
  });
  onCleanup(() => { dialog?.close(); });
  // A question that closes under the hands: the keyboard goes on with the next one that is there.
  createEffect(on(asked, () => {
    queueMicrotask(() => {
      if (dialog?.open && !dialog.contains(document.activeElement)) dialog.querySelector<HTMLElement>('[data-finish]')?.focus();
    });
  }, { defer: true }));

  return (
    <dialog class="talk" ref={(element) => { dialog = element; }} aria-labelledby="talk-title" onKeyDown={press} onCancel={(event) => { event.preventDefault(); close(); }}>
      <header class="talk-head">
        <div>
          <p class="talk-over">{interview.title}</p>
          <h2 id="talk-title">{props.title}</h2>
        </div>
        <p class="talk-moves">
          <span><kbd>1</kbd>… choisir</span>
          <span><kbd>Entrée</kbd> question suivante</span>
          <span><kbd>Suppr</kbd> effacer</span>
          <span><kbd>Ctrl</kbd>+<kbd>Entrée</kbd> terminer</span>
          <span><kbd>Échap</kbd> finir plus tard</span>
        </p>
      </header>
      <div class="talk-body">
        <Show when={props.caution}>{(sentence) => <p class="notice notice-quiet">{sentence()}</p>}</Show>
        <div class="talk-groups">
          <For each={groups()}>
            {(group) => (
              <section class="talk-group" aria-label={group.label}>
                <h3>{group.label}</h3>
                <For each={group.questions.filter(isAsked)}>
                  {(question) => <Field question={question} onChoose={(index) => { if (question.type === 'one' || question.type === 'many') choose(question, index); }} onWrite={(text) => { interview.answer(question, text); }} />}
                </For>
              </section>
            )}
          </For>
        </div>
      </div>
      <footer class="talk-foot">
        <p class="talk-sealed">
          <Icon name="lock" /> La porte est scellée ici, avant l’envoi&nbsp;: le serveur ne connaît que l’entrée et le jour.
        </p>
        <Show when={trouble()}>{(sentence) => <p class="wrong" role="alert">{sentence()}</p>}</Show>
        <div class="row">
          <button type="button" class="button button-quiet" onClick={close}>
            Finir plus tard
          </button>
          <button type="button" class="button" data-finish disabled={busy()} onClick={() => void finish()}>
            Terminer l’entretien
          </button>
        </div>
      </footer>
    </dialog>
  );
}

function Field(props: { question: Asked; onChoose: (index: number) => void; onWrite: (text: string) => void }) {
  const chosen = () => (props.question.type === 'one' || props.question.type === 'many' ? props.question : null);
  const written = () => ('value' in props.question ? props.question : null);
  const id = () => `q-${props.question.name}`;
  return (
    <div class="talk-question" data-question={props.question.name} classList={{ wrong: props.question.problem !== null }}>
      <Show when={chosen()}>
        {(question) => (
          <fieldset aria-describedby={`${id()}-problem`}>
            <legend>
              {question().label}
              <Show when={question().required}><span class="only-read"> (nécessaire)</span></Show>
            </legend>
            <div class="talk-choices">
              <For each={question().choices}>
                {(choice, index) => (
                  <label class="talk-choice">
                    <input
                      type={question().type === 'one' ? 'radio' : 'checkbox'} name={id()} value={choice.value} checked={choice.selected}
                      onChange={() => { props.onChoose(index()); }}
                    />
                    <kbd aria-hidden="true">{choiceKey(index())}</kbd>
                    <span>{choice.label}</span>
                  </label>
                )}
              </For>
            </div>
          </fieldset>
        )}
      </Show>
      <Show when={written()}>
        {(question) => (
          <>
            <label for={id()}>{question().label}</label>
            <input
              id={id()} type={question().type === 'date' ? 'date' : 'text'} inputmode={question().type === 'integer' ? 'numeric' : undefined} autocomplete="off"
              value={question().value} aria-describedby={`${id()}-problem`} onInput={(event) => { props.onWrite(event.currentTarget.value); }}
            />
          </>
        )}
      </Show>
      <div id={`${id()}-problem`} role="alert">
        <Show when={props.question.problem}>{(problem) => <p class="wrong">{problem()}</p>}</Show>
      </div>
    </div>
  );
}
