/** A door more on a landing. */
import { createSignal, Show } from 'solid-js';

import type { DoorLabel } from '../../domain/entries';
import { nextLabel } from '../../domain/patterns';
import type { At } from '../../domain/tablet';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { capital, floorName, sentenceOf } from '../words';
import { LabelForm } from './LabelForm';

export function AddSheet(props: { at: At; floor: number; standing: (DoorLabel & { id: string })[]; onClose: () => void }) {
  const { tablet } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  async function add(label: DoorLabel): Promise<void> {
    setBusy(true);
    try {
      await tablet.addDoors({ ...props.at, doors: [{ floor: props.floor, ...label }] });
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Sheet title="Ajouter une porte" note={capital(floorName(props.floor))} onClose={props.onClose}>
      <LabelForm door={null} standing={props.standing} first={nextLabel(props.standing)} action="Ajouter" busy={busy()} onLabel={(label) => void add(label)} />
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
    </Sheet>
  );
}
