/** What answers what is asked; a screenful at a time, for nobody reads five thousand lines at a door. */
import { createMemo, createSignal, For, Show } from 'solid-js';

import { search, type Directory, type Found, type LonLat } from '../../domain/directory';
import { useLive } from '../live';
import { count } from '../words';
import { OfferRow } from './OfferRow';
import type { Question } from './trip';

interface ResultsProps {
  directory: Directory;
  question: Question;
  from: LonLat | null;
  servicesOnly?: boolean;
  picked: readonly string[];
  onOpen: (found: Found) => void;
  onPick?: (id: string) => void;
}

const SCREENFUL = 30;

export function Results(props: ResultsProps) {
  const { now } = useLive();
  const [shown, setShown] = createSignal(SCREENFUL);
  const found = createMemo(() => {
    setShown(SCREENFUL);
    return search(props.directory, { ...props.question, from: props.from, servicesOnly: props.servicesOnly ?? false }, now().getTime());
  });
  return (
    <section class="results" aria-labelledby="results-title">
      <h2 id="results-title" class="results-title" role="status">
        {found().length === 0 ? 'Rien ne répond à cette recherche.' : count(found().length, 'réponse', 'réponses')}
      </h2>
      <ul class="offers">
        <For each={found().slice(0, shown())}>
          {(one) => (
            <OfferRow
              directory={props.directory}
              found={one}
              picked={props.picked.includes(one.offer.id)}
              onOpen={() => { props.onOpen(one); }}
              {...(props.onPick ? { onPick: () => props.onPick?.(one.offer.id) } : {})}
            />
          )}
        </For>
      </ul>
      <Show when={found().length > shown()}>
        <button type="button" class="button wide" onClick={() => { setShown(shown() + SCREENFUL); }}>
          Afficher la suite
        </button>
      </Show>
    </section>
  );
}
