/** What is answered at a door of the exercise: what it would be in life, before one chooses what to note. */
import { Show } from 'solid-js';

import { answerAt } from '../../domain/practice';
import type { DoorCard } from '../../domain/tablet';
import { usePractice } from './practice';

export function PracticeCue(props: { door: DoorCard }) {
  const practice = usePractice();
  // As the door was when it was knocked at: the note that answers it must not turn the page.
  // eslint-disable-next-line solid/reactivity
  const answer = practice && answerAt(props.door, props.door.history.filter(({ mine }) => mine).length);
  return (
    <Show when={answer}>
      {(words) => (
        <section class="cue" aria-label="Ce qui vous est répondu">
          <p class="cue-head">Vous frappez…</p>
          <p>{words()}</p>
        </section>
      )}
    </Show>
  );
}
