/** What is written: words, numbers, dates and hours, each with the keys it needs. */
import { createUniqueId, Match, Show, Switch } from 'solid-js';

import type { Keyboard, QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { useTalk } from '../talk';
import { Beware } from './Beware';
import { describedBy, Frame } from './Frame';

type WrittenQuestion = QuestionOf<'text' | 'integer' | 'decimal' | 'date' | 'time' | 'moment'>;
type InputMode = 'numeric' | 'decimal' | 'tel' | 'url' | 'email';

const KEYS: Partial<Record<Keyboard, InputMode>> = { digits: 'numeric', phone: 'tel', url: 'url', email: 'email' };

export function Written(props: { question: WrittenQuestion }) {
  const talk = useTalk();
  const id = createUniqueId();
  const put = (text: string): void => {
    talk.answer(props.question, kept(props.question, text));
  };
  const common = () => ({
    id,
    autocomplete: 'off' as const,
    required: props.question.required,
    readOnly: props.question.fixed,
    'aria-invalid': props.question.problem !== null,
    'aria-describedby': describedBy(id),
  });
  return (
    <Frame id={id} question={props.question} of="control">
      <Switch
        fallback={
          <input
            {...common()} class="written" classList={{ masked: keyboardOf(props.question) === 'masked' }} type={typeOf(props.question)} inputmode={keysOf(props.question)}
            value={shown(props.question)} onInput={(event) => { put(event.currentTarget.value); }}
          />
        }
      >
        <Match when={keyboardOf(props.question) === 'lines'}>
          <textarea {...common()} class="written lines" rows="3" value={props.question.value} onInput={(event) => { put(event.currentTarget.value); }} />
          <Beware id={`${id}-beware`} text={props.question.value} />
        </Match>
        <Match when={props.question.type === 'integer'}>
          <div class="counted">
            <Step by={-1} question={props.question} onPut={put} />
            <input {...common()} class="written" type="text" inputmode="numeric" value={props.question.value} onInput={(event) => { put(event.currentTarget.value); }} />
            <Step by={1} question={props.question} onPut={put} />
          </div>
        </Match>
      </Switch>
    </Frame>
  );
}

function Step(props: { by: 1 | -1; question: WrittenQuestion; onPut: (text: string) => void }) {
  const next = () => {
    const now = Number(props.question.value);
    return props.question.value === '' || !Number.isInteger(now) ? Math.max(props.by, 0) : now + props.by;
  };
  return (
    <button type="button" class="button step" disabled={props.question.fixed} aria-label={`${props.by > 0 ? 'Un de plus' : 'Un de moins'}\u00a0: ${props.question.label}`} onClick={() => { props.onPut(`${next()}`); }}>
      <Icon name={props.by > 0 ? 'plus' : 'minus'} />
    </button>
  );
}

/** What is fixed but has nothing to say is not shown at all. */
export function Fixed(props: { question: WrittenQuestion }) {
  return (
    <Show when={props.question.value !== ''}>
      <Written question={props.question} />
    </Show>
  );
}

function keyboardOf(question: WrittenQuestion): Keyboard | null {
  return question.type === 'text' ? question.keyboard : null;
}

function keysOf(question: WrittenQuestion): InputMode | undefined {
  if (question.type === 'decimal') return 'decimal';
  if (question.type === 'date' && question.precision === 'year') return 'numeric';
  return question.type === 'text' ? KEYS[question.keyboard] : undefined;
}

function typeOf(question: WrittenQuestion): string {
  if (question.type === 'date') return { day: 'date', month: 'month', year: 'text' }[question.precision];
  if (question.type === 'time') return 'time';
  if (question.type === 'moment') return 'datetime-local';
  return 'text';
}

/** As the input wants it: the engine's moments are finer, its decimals have a point. */
function shown(question: WrittenQuestion): string {
  const { value } = question;
  if (question.type === 'decimal') return value.replace('.', ',');
  if (question.type === 'time') return value.slice(0, 5);
  if (question.type === 'moment') return value.slice(0, 16);
  if (question.type === 'date' && question.precision === 'month') return value.slice(0, 7);
  if (question.type === 'date' && question.precision === 'year') return /^\d{4}-/u.test(value) ? value.slice(0, 4) : value;
  return value;
}

/** A month or a year is kept as its first day, as the form's own calculations expect it. */
function kept(question: WrittenQuestion, text: string): string {
  if (question.type !== 'date') return text;
  if (question.precision === 'month' && /^\d{4}-\d{2}$/u.test(text)) return `${text}-01`;
  return question.precision === 'year' && /^\d{4}$/u.test(text) ? `${text}-01-01` : text;
}
