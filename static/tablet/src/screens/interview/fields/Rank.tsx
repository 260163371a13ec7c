/** Choices put in order: by buttons, by keys, or by pulling them. */
import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js';

import type { Choice, QuestionOf } from '../../../forms/interview';
import { Icon } from '../../icons';
import { Picture, Words } from '../Words';
import { useTalk } from '../talk';
import { Frame } from './Frame';

export function Rank(props: { question: QuestionOf<'rank'> }) {
  const talk = useTalk();
  const id = createUniqueId();
  const [pulled, setPulled] = createSignal<{ value: string; order: string[] } | null>(null);
  const [said, setSaid] = createSignal('');
  let list!: HTMLOListElement;

  const answered = () => props.question.order.length > 0;
  /** The person's order; what is not in it, as the form lists it, after. */
  const values = createMemo(() => {
    const order = pulled()?.order ?? props.question.order;
    const rest = props.question.choices.map((choice) => choice.value).filter((value) => !order.includes(value));
    return [...order.filter((value) => props.question.choices.some((choice) => choice.value === value)), ...rest];
  });
  const ordered = createMemo(() => values().map((value) => props.question.choices.find((choice) => choice.value === value)).filter((choice): choice is Choice => choice !== undefined));

  function move(value: string, to: number): void {
    const from = values().indexOf(value);
    const order = moved(values(), from, to);
    talk.answer(props.question, order);
    const choice = props.question.choices.find((one) => one.value === value);
    setSaid(`${choice?.label ?? value}\u00a0: ${order.indexOf(value) + 1} sur ${order.length}`);
    list.querySelector<HTMLElement>(`[data-value="${CSS.escape(value)}"] .rank-grip`)?.focus();
  }
  function press(event: KeyboardEvent, value: string): void {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(value, values().indexOf(value) + by);
  }
  function pull(event: PointerEvent, value: string): void {
    if (!event.isPrimary || props.question.fixed) return;
    const grip = event.currentTarget as HTMLElement;
    grip.setPointerCapture(event.pointerId);
    setPulled({ value, order: values() });
  }
  function follow(event: PointerEvent): void {
    const now = pulled();
    if (!now) return;
    const rows = [...list.children].map((row) => row.getBoundingClientRect());
    const to = rows.findIndex((row) => event.clientY < row.top + row.height);
    const from = now.order.indexOf(now.value);
    const target = to < 0 ? rows.length - 1 : to;
    if (target !== from) setPulled({ value: now.value, order: moved(now.order, from, target) });
  }
  function drop(): void {
    const now = pulled();
    if (!now) return;
    setPulled(null);
    talk.answer(props.question, now.order);
  }
  return (
    <Frame id={id} question={props.question} of="group" clearable={answered()} onClear={() => { talk.answer(props.question, null); }}>
      <ol class="rank" classList={{ untouched: !answered() && !pulled() }} ref={list}>
        <For each={ordered()}>
          {(choice, index) => (
            <li data-value={choice.value} classList={{ pulled: pulled()?.value === choice.value }}>
              <button
                type="button" class="rank-grip" aria-label={`${choice.label}\u00a0: ${index() + 1} sur ${ordered().length}. Flèches haut et bas pour déplacer`}
                onKeyDown={(event) => { press(event, choice.value); }} onPointerDown={(event) => { pull(event, choice.value); }} onPointerMove={follow} onPointerUp={drop} onPointerCancel={drop}
              >
                <Icon name="grip" />
              </button>
              <span class="rank-number" aria-hidden="true">{answered() || pulled() ? index() + 1 : ''}</span>
              <Picture name={choice.media.image} alt="" />
              <span class="choice-words">
                <Words marks={choice.marks} other={choice.other} />
              </span>
              <button type="button" class="icon-button" aria-label={`Monter\u00a0: ${choice.label}`} disabled={index() === 0} onClick={() => { move(choice.value, index() - 1); }}>
                <Icon name="up" />
              </button>
              <button type="button" class="icon-button" aria-label={`Descendre\u00a0: ${choice.label}`} disabled={index() === ordered().length - 1} onClick={() => { move(choice.value, index() + 1); }}>
                <Icon name="down" />
              </button>
            </li>
          )}
        </For>
      </ol>
      <Show when={!answered()}>
        <button type="button" class="button" disabled={props.question.fixed} onClick={() => { talk.answer(props.question, values()); }}>
          <Icon name="check" />
          Cet ordre convient
        </button>
      </Show>
      <p class="unseen" role="status">{said()}</p>
    </Frame>
  );
}

function moved(order: readonly string[], from: number, to: number): string[] {
  const target = Math.min(order.length - 1, Math.max(0, to));
  const next = order.toSpliced(from, 1);
  next.splice(target, 0, order[from] ?? '');
  return next;
}
