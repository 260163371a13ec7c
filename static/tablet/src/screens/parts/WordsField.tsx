/** A code made of words. Hidden as it is typed, unless one asks to see it; nothing offers to remember it. */
import { createEffect, createSignal, createUniqueId, on, Show } from 'solid-js';

import './pad.css';

interface WordsFieldProps {
  label: string;
  trouble: string | null;
  busy: boolean;
  action: string;
  onCode: (code: string) => void;
}

export function WordsField(props: WordsFieldProps) {
  const id = createUniqueId();
  const [words, setWords] = createSignal('');
  const [shown, setShown] = createSignal(false);
  createEffect(on(() => [props.label, props.trouble], () => setWords(''), { defer: true }));
  const give = () => {
    if (words().trim() !== '' && !props.busy) props.onCode(words());
  };
  return (
    <div class="words" role="group" aria-label={props.label}>
      <label for={id}>{props.label}</label>
      <input
        id={id}
        type={shown() ? 'text' : 'password'}
        // Browsers keep what looks like a password, and never what serves once.
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        value={words()}
        disabled={props.busy}
        onInput={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === 'Enter') give(); }}
      />
      <p class="pad-trouble" role="alert">
        <Show when={props.trouble}>{(trouble) => trouble()}</Show>
      </p>
      <div class="words-actions">
        <button type="button" class="button" aria-pressed={shown()} onClick={() => setShown(!shown())}>
          {shown() ? 'Cacher' : 'Montrer'}
        </button>
        <button type="button" class="button primary" disabled={props.busy || words().trim() === ''} onClick={give}>
          {props.action}
        </button>
      </div>
    </div>
  );
}
