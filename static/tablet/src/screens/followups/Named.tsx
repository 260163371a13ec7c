/** Who was promised something, where the coordination sealed it to this tablet for this round. */
import { Show } from 'solid-js';

import type { CaseCard } from '../../domain/followups';

const SEALED = 'scellé pour cette tournée';

export function NamedLine(props: { of: CaseCard['named'] }) {
  return (
    <Show when={props.of}>
      {(named) => (
        <span class="follow-named">
          {[named().name, named().telephone].filter(Boolean).join(' · ')}
          <small>{SEALED}</small>
        </span>
      )}
    </Show>
  );
}

export function NamedCard(props: { of: CaseCard['named'] }) {
  return (
    <Show when={props.of}>
      {(named) => (
        <p class="follow-named-card">
          <strong>{named().name || 'Nom non donné'}</strong>
          <Show when={named().telephone}>{(telephone) => <span>{telephone()}</span>}</Show>
          <small>{SEALED}</small>
        </p>
      )}
    </Show>
  );
}
