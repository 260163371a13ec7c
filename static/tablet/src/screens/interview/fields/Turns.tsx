/** The end of a repeat: what was said in each turn, and one more. */
import { createSignal, createUniqueId, For, Show } from 'solid-js';

import type { QuestionOf, Turn } from '../../../forms/interview';
import { Icon } from '../../icons';
import { said } from '../said';
import { useTalk } from '../talk';

const MOST_SAID = 3;

export function Turns(props: { question: QuestionOf<'repeat'> }) {
  const talk = useTalk();
  const id = createUniqueId();
  const [leaving, setLeaving] = createSignal<number | null>(null);
  return (
    <div class="question turns" role="group" aria-labelledby={`${id}-name`}>
      <p class="unseen" id={`${id}-name`}>{props.question.label}</p>
      <Show when={props.question.turns.length > 0} fallback={<p class="soft">Personne, rien encore.</p>}>
        <ol>
          <For each={props.question.turns}>
            {(turn, index) => (
              <li class="turn">
                <button type="button" class="turn-open" disabled={turn.first() === null} onClick={() => { talk.open(props.question, index()); }}>
                  <span class="turn-name">{turn.label}</span>
                  <span class="soft">{summary(turn)}</span>
                </button>
                <Show
                  when={leaving() === index()}
                  fallback={
                    <button type="button" class="icon-button" aria-label={`Retirer\u00a0: ${turn.label}`} onClick={() => { setLeaving(index()); }}>
                      <Icon name="bin" />
                    </button>
                  }
                >
                  <button type="button" class="button danger" onClick={() => { setLeaving(null); talk.remove(props.question, index()); }}>
                    Retirer
                  </button>
                  <button type="button" class="button" onClick={() => { setLeaving(null); }}>
                    Garder
                  </button>
                </Show>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <button type="button" class="button wide act" onClick={() => { talk.add(props.question); }}>
        <Icon name="plus" />
        {`Ajouter\u00a0: ${props.question.label || 'un de plus'}`}
      </button>
    </div>
  );
}

function summary(turn: Turn): string {
  const words = turn.questions().flatMap((question) => said(question) ?? []);
  return words.length === 0 ? 'Pas de réponse.' : words.slice(0, MOST_SAID).join(', ');
}
