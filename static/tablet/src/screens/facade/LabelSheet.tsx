/** How a door is called: a number, a letter, a side. Never a name. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import { sameLabel } from '../../domain/doors';
import type { DoorLabel, Side } from '../../domain/entries';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { capital, doorName, floorName, sentenceOf } from '../words';
import type { At } from './notes';
import { nextLabel, readLabel } from '../../domain/patterns';

interface LabelSheetProps {
  at: At;
  floor: number;
  /** The door to rename, or null to add one. */
  door: (DoorLabel & { id: string }) | null;
  /** What stands on this landing already. */
  standing: (DoorLabel & { id: string })[];
  onClose: () => void;
}

const SIDES: { side: Side | null; name: string }[] = [
  { side: null, name: 'Sans côté' },
  { side: 'left', name: 'Gauche' },
  { side: 'middle', name: 'Milieu' },
  { side: 'right', name: 'Droite' },
];

export function LabelSheet(props: LabelSheetProps) {
  const { tablet } = useLive();
  // The label as it was when the sheet rose.
  // eslint-disable-next-line solid/reactivity
  const first = props.door ?? nextLabel(props.standing);
  const [text, setText] = createSignal(`${first.number ?? ''}${first.letter ?? ''}`);
  const [side, setSide] = createSignal(first.side);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const label = createMemo(() => readLabel(text(), side()));
  const problem = createMemo(() => {
    const now = label();
    if (!now) return 'Un numéro (12), une lettre (B), les deux (12B) ou un côté. Jamais un nom.';
    const other = props.standing.find((door) => door.id !== props.door?.id && sameLabel(door, now));
    return other ? `La ${doorName(other)} existe déjà à cet étage.` : null;
  });

  async function keep(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const now = label();
    if (!now || problem() || busy()) return;
    setBusy(true);
    try {
      if (!props.door) await tablet.addDoors({ ...props.at, doors: [{ floor: props.floor, ...now }] });
      else if (!sameLabel(props.door, now)) await tablet.renameDoor({ ...props.at, door: props.door.id, label: now });
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Sheet title={props.door ? `Renommer la ${doorName(props.door)}` : 'Ajouter une porte'} note={capital(floorName(props.floor))} onClose={props.onClose}>
      <form class="label-form" onSubmit={(event) => void keep(event)}>
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
        <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
        <button type="submit" class="button primary wide" disabled={problem() !== null || busy()}>
          {props.door ? 'Renommer' : 'Ajouter'}
        </button>
      </form>
    </Sheet>
  );
}
