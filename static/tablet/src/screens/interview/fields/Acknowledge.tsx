/** One box to tick: read, understood, agreed. */
import { createUniqueId, Show } from 'solid-js';

import type { QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { Words } from '../Words';
import { useTalk } from '../talk';
import { describedBy } from './Frame';

export function Acknowledge(props: { question: QuestionOf<'acknowledge'> }) {
  const talk = useTalk();
  const id = createUniqueId();
  return (
    <div class="question acknowledge">
      <label class="choice">
        <input
          type="checkbox" name={`${id}-${props.question.name}`} value="OK" checked={props.question.value} disabled={props.question.fixed} required={props.question.required}
          aria-describedby={describedBy(id)} onChange={(event) => { talk.answer(props.question, event.currentTarget.checked ? 'OK' : null); }}
        />
        <span class="choice-words">
          <Words marks={props.question.marks} other={props.question.other} />
        </span>
      </label>
      <Show when={props.question.hint}>
        {(hint) => (
          <p class="soft question-hint" id={`${id}-hint`}>
            <Words marks={[hint()]} other={props.question.otherHint} />
          </p>
        )}
      </Show>
      <div id={`${id}-problem`} role="alert">
        <Show when={props.question.problem}>
          {(problem) => (
            <p class="question-problem">
              <Icon name="warning" />
              {problem()}
            </p>
          )}
        </Show>
      </div>
    </div>
  );
}
