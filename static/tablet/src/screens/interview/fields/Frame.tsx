/** What stands around every question: its words, what helps, and why an answer cannot be accepted. */
import { Show, type ParentProps } from 'solid-js';

import type { Question } from '../../../forms/interview';
import { Icon } from '../../icons';
import { Film, Picture, Sound, Words } from '../Words';

interface FrameProps {
  id: string;
  question: Question;
  /** What the words belong to: a group of controls, or one control that has `id`. */
  of: 'group' | 'control';
  /** There is an answer, and it can be taken back. */
  clearable?: boolean;
  onClear?: () => void;
}

export function Frame(props: ParentProps<FrameProps>) {
  return (
    <div class="question" classList={{ fixed: props.question.fixed }}>
      <Show
        when={props.of === 'group'}
        fallback={
          <>
            <label class="question-label" for={props.id}>
              <Title question={props.question} />
            </label>
            <Under id={props.id} question={props.question} />
            {props.children}
          </>
        }
      >
        <fieldset aria-describedby={describedBy(props.id)} disabled={props.question.fixed}>
          <legend>
            <Title question={props.question} />
          </legend>
          <Under id={props.id} question={props.question} />
          {props.children}
        </fieldset>
      </Show>
      <Show when={props.clearable === true && !props.question.fixed}>
        <button type="button" class="button quiet clear" aria-label={`Effacer la réponse\u00a0: ${props.question.label}`} onClick={() => props.onClear?.()}>
          <Icon name="erase" />
          Effacer
        </button>
      </Show>
    </div>
  );
}

export const describedBy = (id: string): string => `${id}-hint ${id}-problem`;

function Title(props: { question: Question }) {
  return (
    <>
      <Words marks={props.question.marks} other={props.question.other} />
      <Show when={props.question.required}>
        <span class="unseen"> (nécessaire)</span>
      </Show>
    </>
  );
}

function Under(props: { id: string; question: Question }) {
  return (
    <>
      <Show when={props.question.hint}>
        {(hint) => (
          <p class="soft question-hint" id={`${props.id}-hint`}>
            <Words marks={[hint()]} other={props.question.otherHint} />
          </p>
        )}
      </Show>
      <Show when={props.question.guidance}>
        {(guidance) => (
          <details class="guidance">
            <summary>Pour vous</summary>
            <p>{guidance()}</p>
          </details>
        )}
      </Show>
      <Picture name={props.question.media.image} alt="" />
      <Sound name={props.question.media.audio} label={props.question.label} />
      <Film name={props.question.media.video} label={props.question.label} />
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
