/** How a door is called: a number, a letter, a side. Never a name. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import { sameLabel } from '../../domain/doors';
import type { DoorLabel, Side } from '../../domain/entries';
import { readLabel } from '../../domain/patterns';
import { capital, doorName } from '../words';

const SIDES: { side: Side | null; name: string }[] = [
  { side: null, name: 'Sans côté' },
  { side: 'left', name: 'Gauche' },
  { side: 'middle', name: 'Milieu' },
  { side: 'right', name: 'Droite' },
];

interface LabelFormProps {
  /** The door that gets the name; null while it is added. */
  door: (DoorLabel & { id: string }) | null;
  /** What stands on this landing already. */
  standing: (DoorLabel & { id: string })[];
  /** What is proposed. */
  first: DoorLabel;
  action: string;
  busy: boolean;
  onLabel: (label: DoorLabel) => void;
}

export function LabelForm(props: LabelFormProps) {
  // The label as it was when the form opened.
  // eslint-disable-next-line solid/reactivity
  const first = props.first;
  const [text, setText] = createSignal(`${first.number ?? ''}${first.letter ?? ''}`);
  const [side, setSide] = createSignal(first.side);
  const label = createMemo(() => readLabel(text(), side()));
  const problem = createMemo(() => {
    const now = label();
    if (!now) return 'Un numéro (12), une lettre (B), les deux (12B) ou un côté. Jamais un nom.';
    const other = props.standing.find((door) => door.id !== props.door?.id && sameLabel(door, now));
    return other ? `La ${doorName(other)} existe déjà à cet étage.` : null;
  });
  const unchanged = () => {
    const now = label();
    return props.door !== null && now !== null && sameLabel(props.door, now);
  };
  function keep(event: SubmitEvent): void {
    event.preventDefault();
    const now = label();
    if (now && !problem() && !props.busy && !unchanged()) props.onLabel(now);
  }
  return (
    <form class="label-form" onSubmit={keep}>
      <label class="field">
        <span>Numéro, lettre</span>
        <input type="text" maxlength="5" autocomplete="off" autocapitalize="characters" spellcheck={false} value={text()} onInput={(event) => setText(event.currentTarget.value)} aria-describedby="label-problem" />
      </label>
      <div class="segments" role="group" aria-label="Côté">
        <For each={SIDES}>
          {(one) => (
            <button type="button" aria-pressed={side() === one.side} onClick={() => setSide(one.side)}>
              {one.name}
            </button>
          )}
        </For>
      </div>
      <p id="label-problem" class="label-problem soft" role="status">
        <Show when={problem()} fallback={capital(label() ? doorName(label() ?? first) : '')}>
          {(sentence) => sentence()}
        </Show>
      </p>
      <button type="submit" class="button primary wide" disabled={problem() !== null || props.busy || unchanged()}>
        {props.action}
      </button>
    </form>
  );
}
