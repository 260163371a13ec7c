/** Nothing asked yet: the needs of the contact form, as doors into the directory. */
import { createMemo, For } from 'solid-js';

import { codesIn, type Directory } from '../../domain/directory';
import type { Language } from '../../domain/phrases';
import { count } from '../words';
import { themeName } from './words';

export function Needs(props: { directory: Directory; french: Language | undefined; onNeed: (theme: string) => void }) {
  const themes = createMemo(() => {
    const known = new Map(codesIn(props.directory, 'themes').map(({ code, count: services }) => [code, services]));
    const ours = Object.keys(props.french?.phrases ?? {}).flatMap((key) => (key.startsWith('needs.') ? [key.slice('needs.'.length)] : []));
    const first = ours.filter((code) => known.has(code));
    const shown = first.length > 0 ? first : [...known.keys()];
    return shown.map((code) => ({ code, name: themeName(code, props.directory, props.french), services: known.get(code) ?? 0 }));
  });
  return (
    <section class="results" aria-labelledby="needs-title">
      <h2 id="needs-title" class="results-title">
        De quoi s’agit-il&nbsp;?
      </h2>
      <ul class="need-grid">
        <For each={themes()}>
          {(theme) => (
            <li>
              <button type="button" class="need" onClick={() => { props.onNeed(theme.code); }}>
                <span>{theme.name}</span>
                <small>{count(theme.services, 'service', 'services')}</small>
              </button>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
