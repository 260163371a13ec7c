/** One question: native radios, boxes and inputs, as large as a thumb. */
import { createMemo, createUniqueId, For, Match, Show, Switch } from 'solid-js';

import type { Answer, Choice, Question } from '../../forms/interview';
import { Icon } from '../icons';

interface FieldProps {
  question: Question;
  onAnswer: (value: Answer) => void;
}

type Chosen = Extract<Question, { type: 'one' | 'many' }>;
type Written = Extract<Question, { type: 'text' | 'integer' | 'decimal' | 'date' }>;

export function QuestionField(props: FieldProps) {
  const chosen = () => (props.question.type === 'one' || props.question.type === 'many' ? props.question : null);
  const written = () => (props.question.type === 'note' || chosen() ? null : (props.question as Written));
  return (
    <Switch>
      <Match when={props.question.type === 'note'}>
        <SayAloud words={props.question.label} />
      </Match>
      <Match when={chosen()}>{(question) => <ChoiceField question={question()} onAnswer={props.onAnswer} />}</Match>
      <Match when={written()}>{(question) => <TextField question={question()} onAnswer={props.onAnswer} />}</Match>
    </Switch>
  );
}

/** What the worker says before asking. */
function SayAloud(props: { words: string }) {
  return (
    <div class="aloud">
      <Icon name="exchange" />
      <p>
        <span class="unseen">À dire&nbsp;: </span>
        {props.words}
      </p>
    </div>
  );
}

function ChoiceField(props: { question: Chosen; onAnswer: (value: Answer) => void }) {
  const id = createUniqueId();
  const selected = () => props.question.choices.filter((choice) => choice.selected).map((choice) => choice.value);
  const width = createMemo(() => {
    const longest = Math.max(...props.question.choices.map((choice) => choice.label.length));
    return longest <= 12 ? 'short' : longest <= 26 ? 'medium' : 'long';
  });
  const sections = createMemo(() => sectionsOf(props.question.choices));

  function choose(choice: Choice, on: boolean): void {
    if (props.question.type === 'one') props.onAnswer(choice.value);
    else props.onAnswer(on ? [...selected(), choice.value] : selected().filter((value) => value !== choice.value));
  }
  return (
    <div class="question">
      <fieldset aria-describedby={`${id}-hint ${id}-problem`}>
        <legend>
          {props.question.label}
          <Show when={props.question.required}>
            <span class="unseen"> (nécessaire)</span>
          </Show>
        </legend>
        <Under id={id} question={props.question} />
        <For each={sections()}>
          {(section, index) => (
            <div role={section.title ? 'group' : undefined} aria-labelledby={section.title ? `${id}-section-${index()}` : undefined}>
              <Show when={section.title}>
                {(title) => (
                  <p class="section" id={`${id}-section-${index()}`}>
                    {title()}
                  </p>
                )}
              </Show>
              <div class={`choices ${section.title ? 'chips' : width()}`}>
                <For each={section.choices}>
                  {(choice) => (
                    <label class="choice" classList={{ none: choice.value === 'unknown' }}>
                      <input
                        type={props.question.type === 'one' ? 'radio' : 'checkbox'}
                        name={`${id}-${props.question.name}`}
                        value={choice.value}
                        checked={choice.selected}
                        onChange={(event) => { choose(choice, event.currentTarget.checked); }}
                      />
                      <span>{choice.label}</span>
                    </label>
                  )}
                </For>
              </div>
            </div>
          )}
        </For>
      </fieldset>
      <Show when={selected().length > 0}>
        <button type="button" class="button quiet clear" aria-label={`Effacer la réponse\u00a0: ${props.question.label}`} onClick={() => { props.onAnswer(null); }}>
          <Icon name="erase" />
          Effacer
        </button>
      </Show>
    </div>
  );
}

function TextField(props: { question: Written; onAnswer: (value: Answer) => void }) {
  const id = createUniqueId();
  const kind = () => (props.question.type === 'date' ? 'date' : 'text');
  const keys = () => (props.question.type === 'integer' ? 'numeric' : props.question.type === 'decimal' ? 'decimal' : undefined);
  return (
    <div class="question">
      <label class="question-label" for={id}>
        {props.question.label}
      </label>
      <Under id={id} question={props.question} />
      <input
        class="written"
        id={id}
        type={kind()}
        inputmode={keys()}
        autocomplete="off"
        required={props.question.required}
        aria-invalid={props.question.problem !== null}
        aria-describedby={`${id}-hint ${id}-problem`}
        value={props.question.value}
        onInput={(event) => { props.onAnswer(event.currentTarget.value); }}
      />
    </div>
  );
}

function Under(props: { id: string; question: Question }) {
  return (
    <>
      <Show when={props.question.hint}>
        {(hint) => (
          <p class="soft question-hint" id={`${props.id}-hint`}>
            {hint()}
          </p>
        )}
      </Show>
      <div id={`${props.id}-problem`} role="alert">
        <Show when={props.question.problem}>
          {(problem) => (
            <p class="question-problem">
              <Icon name="warning" />
              {problem()}
            </p>
          )}
        </Show>
      </div>
    </>
  );
}

/** Choices under their headings, in the order of the form; one group without heading where there is none. */
function sectionsOf(choices: Choice[]): { title: string | null; choices: Choice[] }[] {
  const sections: { title: string | null; choices: Choice[] }[] = [];
  for (const choice of choices) {
    const open = sections.at(-1);
    if (open && open.title === choice.section) open.choices.push(choice);
    else sections.push({ title: choice.section, choices: [choice] });
  }
  return sections;
}
