/** A numeric pad with large keys of its own: the system keyboard is small, slow to rise and remembers what is typed. */
import { createEffect, createMemo, createSignal, For, on, onCleanup, onMount, Show } from 'solid-js';

import { Icon } from '../icons';
import { count } from '../words';
import './pad.css';

const DIGITS = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

interface CodePadProps {
  /** What the pad is for; typed digits are forgotten when it changes. */
  label: string;
  trouble: string | null;
  busy: boolean;
  action: string;
  /** So many digits; where the two are one, the last gives the code. */
  least: number;
  most: number;
  onCode: (code: string) => void;
}

export function CodePad(props: CodePadProps) {
  const [code, setCode] = createSignal('');
  const ready = () => code().length >= props.least && !props.busy;
  // By value: a tablet that exchanges meanwhile says the same label again, and takes nobody's digits away.
  const label = createMemo(() => props.label);
  const trouble = createMemo(() => props.trouble);
  createEffect(on([label, trouble], () => setCode(''), { defer: true }));

  function press(digit: string): void {
    if (props.busy || code().length >= props.most) return;
    setCode(code() + digit);
    if (props.least === props.most) give();
  }
  function erase(): void {
    if (!props.busy) setCode(code().slice(0, -1));
  }
  function give(): void {
    if (ready()) props.onCode(code());
  }
  function typed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === 'Backspace') erase();
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) give();
  }
  onMount(() => {
    window.addEventListener('keydown', typed);
  });
  onCleanup(() => {
    window.removeEventListener('keydown', typed);
  });

  return (
    <div class="pad" role="group" aria-label={props.label}>
      <p class="pad-dots" classList={{ many: Math.max(props.least, code().length) > 8 }} role="status" aria-label={count(code().length, 'chiffre tapé', 'chiffres tapés')}>
        <For each={Array.from({ length: Math.max(props.least, code().length) })}>{(_, index) => <span classList={{ filled: index() < code().length }} />}</For>
      </p>
      <p class="pad-trouble" role="alert">
        <Show when={props.trouble}>{(trouble) => trouble()}</Show>
      </p>
      <div class="pad-keys">
        <For each={DIGITS}>
          {(digit) => (
            <button type="button" class="pad-key" disabled={props.busy} onClick={() => { press(digit); }}>
              {digit}
            </button>
          )}
        </For>
        <button type="button" class="pad-key pad-quiet" aria-label="Effacer le dernier chiffre" disabled={props.busy || code() === ''} onClick={erase}>
          <Icon name="erase" />
        </button>
        <button type="button" class="pad-key" disabled={props.busy} onClick={() => { press('0'); }}>
          0
        </button>
        <button type="button" class="pad-key pad-give" aria-label={props.action} disabled={!ready()} onClick={give}>
          <Show when={props.busy} fallback={<Icon name="check" />}>
            <span class="spinner" />
          </Show>
        </button>
      </div>
    </div>
  );
}
