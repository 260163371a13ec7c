/** A number between two: a slider, its number, and a step each way. Untouched, it says nothing. */
import { createUniqueId, For, Show } from 'solid-js';

import type { QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { useTalk } from '../talk';
import { describedBy, Frame } from './Frame';

export function Range(props: { question: QuestionOf<'range'> }) {
  const talk = useTalk();
  const id = createUniqueId();
  const put = (value: number): void => {
    const { least, most, step } = props.question;
    const places = `${step}`.split('.')[1]?.length ?? 0;
    talk.answer(props.question, Math.min(most, Math.max(least, value)).toFixed(places));
  };
  const answered = () => props.question.value !== '';
  return (
    <Show when={props.question.stars} fallback={
      <Frame id={id} question={props.question} of="control" clearable={answered()} onClear={() => { talk.answer(props.question, null); }}>
        <Slider id={id} question={props.question} onPut={put} />
      </Frame>
    }>
      <Frame id={id} question={props.question} of="group" clearable={answered()} onClear={() => { talk.answer(props.question, null); }}>
        <Stars id={id} question={props.question} onPut={put} />
      </Frame>
    </Show>
  );
}

interface Inner {
  id: string;
  question: QuestionOf<'range'>;
  onPut: (value: number) => void;
}

function Slider(props: Inner) {
  const middle = () => {
    const { least, most, step } = props.question;
    return least + Math.round((most - least) / 2 / step) * step;
  };
  const now = () => (props.question.value === '' ? middle() : Number(props.question.value));
  return (
    <div class="range" classList={{ untouched: props.question.value === '' }}>
      <output class="range-number" for={props.id}>{props.question.value === '' ? '–' : props.question.value.replace('.', ',')}</output>
      <div class="counted">
        <button type="button" class="button step" aria-label={`Moins\u00a0: ${props.question.label}`} disabled={props.question.fixed} onClick={() => { props.onPut(props.question.value === '' ? middle() : now() - props.question.step); }}>
          <Icon name="minus" />
        </button>
        <input
          id={props.id} type="range" min={props.question.least} max={props.question.most} step={props.question.step} value={now()} disabled={props.question.fixed}
          aria-describedby={describedBy(props.id)} aria-valuetext={props.question.value === '' ? 'pas de réponse' : props.question.value}
          onInput={(event) => { props.onPut(event.currentTarget.valueAsNumber); }}
          onClick={(event) => { props.onPut(event.currentTarget.valueAsNumber); }}
        />
        <button type="button" class="button step" aria-label={`Plus\u00a0: ${props.question.label}`} disabled={props.question.fixed} onClick={() => { props.onPut(props.question.value === '' ? middle() : now() + props.question.step); }}>
          <Icon name="plus" />
        </button>
      </div>
      <p class="range-ends soft" aria-hidden="true">
        <span>{`${props.question.least}`.replace('.', ',')}</span>
        <span>{`${props.question.most}`.replace('.', ',')}</span>
      </p>
    </div>
  );
}

function Stars(props: Inner) {
  const values = () => {
    const { least, most, step } = props.question;
    return Array.from({ length: Math.round((most - least) / step) + 1 }, (_, index) => least + index * step);
  };
  return (
    <div class="stars">
      <For each={values()}>
        {(value) => (
          <label class="star" classList={{ lit: props.question.value !== '' && value <= Number(props.question.value) }}>
            <input
              type="radio" class="unseen" name={props.id} value={value} checked={Number(props.question.value) === value && props.question.value !== ''}
              onChange={() => { props.onPut(value); }}
            />
            <Icon name="star" />
            <span class="unseen">{`${value} sur ${props.question.most}`}</span>
          </label>
        )}
      </For>
    </div>
  );
}
