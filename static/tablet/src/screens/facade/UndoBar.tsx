import { createSignal, Show } from 'solid-js';

import { Icon } from '../icons';
import { useLive } from '../live';
import { sentenceOf } from '../words';
import { offerUndo, undo, type Undo } from './notes';

export function UndoBar(props: { entrance: string; onUndone: (sentence: string) => void }) {
  const { tablet } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const offer = () => {
    const one = undo();
    return one?.entrance === props.entrance ? one : null;
  };
  async function withdraw(one: Undo): Promise<void> {
    setTrouble(null);
    try {
      await tablet.withdraw({ round: one.round, entrance: one.entrance, entry: one.entry });
      if (undo()?.entry === one.entry) offerUndo(null);
      props.onUndone('Passage annulé.');
    } catch (error) {
      setTrouble(sentenceOf(error));
    }
  }
  return (
    <div class="undo-place" role="status">
      <Show when={offer()} keyed>
        {(one) => (
          <div class="undo">
            <p>{trouble() ?? one.sentence}</p>
            <button type="button" class="undo-button" onClick={() => void withdraw(one)}>
              <Icon name="undo" /> Annuler
            </button>
            <span class="undo-time" aria-hidden="true" />
          </div>
        )}
      </Show>
    </div>
  );
}
