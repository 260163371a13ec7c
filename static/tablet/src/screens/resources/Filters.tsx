/** How the directory is asked: words first, then what narrows them. */
import { For, Show } from 'solid-js';

import { codesIn, type Directory } from '../../domain/directory';
import { Icon } from '../icons';
import type { Question } from './trip';

interface FiltersProps {
  directory: Directory;
  question: Question;
  onAsk: (change: Partial<Question>) => void;
  /** Without a place to walk from, nothing is near. */
  placed: boolean;
}

const WALKS = [10, 20, 30];

export function Filters(props: FiltersProps) {
  const categories = () => {
    const groups = new Map<string, { code: string; label: string }[]>();
    for (const { code, label } of codesIn(props.directory, 'themes')) {
      const category = code.split('--', 1)[0] ?? code;
      groups.set(category, [...(groups.get(category) ?? []), { code, label }]);
    }
    return [...groups].map(([code, themes]) => ({ code, label: props.directory.labels[code] ?? code, themes })).sort((one, other) => one.label.localeCompare(other.label, 'fr'));
  };
  const publics = () => codesIn(props.directory, 'publics').filter(({ code }) => code !== 'tous-publics');
  return (
    <search class="filters">
      <label class="find">
        <span class="unseen">Chercher un mot</span>
        <Icon name="search" />
        <input type="search" inputmode="search" enterkeyhint="search" autocomplete="off" placeholder="Chercher&nbsp;: repas, papiers, un nom…" value={props.question.words} onInput={(event) => { props.onAsk({ words: event.currentTarget.value }); }} />
      </label>
      <div class="narrow">
        <button type="button" class="pill" aria-pressed={props.question.openNow} onClick={() => { props.onAsk({ openNow: !props.question.openNow }); }}>
          Ouvert maintenant
        </button>
        <Show when={props.placed}>
          <For each={WALKS}>
            {(minutes) => (
              <button type="button" class="pill" aria-pressed={props.question.walk === minutes} aria-label={`À moins de ${minutes}\u00a0min à pied`} onClick={() => { props.onAsk({ walk: props.question.walk === minutes ? null : minutes }); }}>
                <Icon name="walk" />
                {minutes}&nbsp;min
              </button>
            )}
          </For>
        </Show>
      </div>
      <div class="narrow-choices">
        <label class="choose">
          <span class="unseen">Besoin</span>
          <select value={props.question.theme ?? ''} onChange={(event) => { props.onAsk({ theme: event.currentTarget.value || null }); }}>
            <option value="">Tous les besoins</option>
            <For each={categories()}>
              {(category) => (
                <optgroup label={category.label}>
                  <For each={category.themes}>{({ code, label }) => <option value={code}>{label}</option>}</For>
                </optgroup>
              )}
            </For>
          </select>
        </label>
        <Show when={publics().length > 0}>
          <label class="choose">
            <span class="unseen">Public</span>
            <select value={props.question.public ?? ''} onChange={(event) => { props.onAsk({ public: event.currentTarget.value || null }); }}>
              <option value="">Pour tous</option>
              <For each={publics()}>{({ code, label }) => <option value={code}>{label}</option>}</For>
            </select>
          </label>
        </Show>
      </div>
    </search>
  );
}
