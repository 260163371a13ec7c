/** For each need that was just ticked: the nearest and most fitting answers. */
import { createMemo, For, Show } from 'solid-js';

import { suggest, type Directory, type Found, type LonLat } from '../../domain/directory';
import type { Language } from '../../domain/phrases';
import { useLive } from '../live';
import { OfferRow } from './OfferRow';
import { themeName } from './words';

interface SuggestionsProps {
  directory: Directory;
  french: Language | undefined;
  needs: readonly string[];
  publics: readonly string[];
  from: LonLat | null;
  picked: readonly string[];
  onOpen: (found: Found) => void;
  onPick: (id: string) => void;
  onAll: (theme: string) => void;
}

const FIRST = 3;

export function Suggestions(props: SuggestionsProps) {
  const { now } = useLive();
  const groups = createMemo(() => props.needs.map((need) => ({ need, found: suggest(props.directory, need, props.publics, props.from, now().getTime()) })));
  return (
    <For each={groups()}>
      {({ need, found }) => (
        <section class="results" aria-labelledby={`need-${need}`}>
          <h2 id={`need-${need}`} class="results-title">
            {themeName(need, props.directory, props.french)}
          </h2>
          <ul class="offers">
            <For each={found.slice(0, FIRST)} fallback={<li class="nothing">L’annuaire n’a rien pour ce besoin. Cherchez un mot, ou demandez à la coordination.</li>}>
              {(one) => <OfferRow directory={props.directory} found={one} picked={props.picked.includes(one.offer.id)} onOpen={() => { props.onOpen(one); }} onPick={() => { props.onPick(one.offer.id); }} />}
            </For>
          </ul>
          <Show when={found.length > FIRST}>
            <button type="button" class="button quiet" onClick={() => { props.onAll(need); }}>
              Voir les {found.length} réponses
            </button>
          </Show>
        </section>
      )}
    </For>
  );
}
