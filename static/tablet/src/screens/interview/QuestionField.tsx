/** One question, in the way its type is answered. */
import { Match, Show, Switch } from 'solid-js';

import type { Question, QuestionOf } from '../../forms/interview';
import { Icon } from '../icons';
import { Choices } from './fields/Choices';
import { Files } from './fields/Files';
import { Acknowledge } from './fields/Acknowledge';
import { Point } from './fields/Point';
import { Range } from './fields/Range';
import { Rank } from './fields/Rank';
import { Turns } from './fields/Turns';
import { Fixed, Written } from './fields/Written';
import { Film, Picture, Sound, Words } from './Words';
import './fields/fields.css';

export function QuestionField(props: { question: Question }) {
  // The type of a question is for life.
  const as = <Type extends Question['type']>(...types: Type[]) => (types.includes(props.question.type as Type) ? (props.question as QuestionOf<Type>) : null);
  return (
    <Switch>
      <Match when={as('note')}>{(question) => <SayAloud question={question()} />}</Match>
      <Match when={as('heading')}>{(question) => <Heading question={question()} />}</Match>
      <Match when={as('one', 'many')}>{(question) => <Choices question={question()} />}</Match>
      <Match when={as('rank')}>{(question) => <Rank question={question()} />}</Match>
      <Match when={as('range')}>{(question) => <Range question={question()} />}</Match>
      <Match when={as('point')}>{(question) => <Point question={question()} />}</Match>
      <Match when={as('file')}>{(question) => <Files question={question()} />}</Match>
      <Match when={as('acknowledge')}>{(question) => <Acknowledge question={question()} />}</Match>
      <Match when={as('repeat')}>{(question) => <Turns question={question()} />}</Match>
      <Match when={as('unanswerable')}>{(question) => <Unanswerable question={question()} />}</Match>
      <Match when={as('text', 'integer', 'decimal', 'date', 'time', 'moment')}>
        {(question) => (
          <Show when={question().fixed} fallback={<Written question={question()} />}>
            <Fixed question={question()} />
          </Show>
        )}
      </Match>
    </Switch>
  );
}

/** What the worker says before asking. */
function SayAloud(props: { question: Question }) {
  return (
    <div class="aloud">
      <Icon name="exchange" />
      <div>
        <p>
          <span class="unseen">À dire&nbsp;: </span>
          <Words marks={props.question.marks} other={props.question.other} />
        </p>
        <Show when={props.question.hint}>
          {(hint) => (
            <p class="soft">
              <Words marks={[hint()]} other={props.question.otherHint} />
            </p>
          )}
        </Show>
        <Picture name={props.question.media.image} alt="" />
        <Sound name={props.question.media.audio} label={props.question.label} />
        <Film name={props.question.media.video} label={props.question.label} />
      </div>
    </div>
  );
}

function Heading(props: { question: Question }) {
  return (
    <Show when={props.question.label}>
      <h3 class="question-heading">
        <Words marks={props.question.marks} other={props.question.other} />
      </h3>
    </Show>
  );
}

function Unanswerable(props: { question: Question }) {
  return (
    <div class="question">
      <p class="question-label">
        <Words marks={props.question.marks} other={props.question.other} />
      </p>
      <p class="notice plain">
        <span>Cette question demande un tracé sur une carte&nbsp;: elle ne peut pas être remplie sur cette tablette. Continuez sans elle.</span>
      </p>
    </div>
  );
}
