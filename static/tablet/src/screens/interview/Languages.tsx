/** The resident's language under the interviewer's: one tap shows it, changes it, or takes it away. */
import { For } from 'solid-js';

import type { Interview, Language } from '../../forms/interview';
import { Icon } from '../icons';

export function Languages(props: { interview: Interview; onSpeak: (language: Language | null) => void }) {
  const isShown = (language: Language) => props.interview.language()?.id === language.id;
  return (
    <div class="languages" classList={{ several: props.interview.languages.length > 1 }} role="group" aria-label="Langue montrée avec le français">
      <For each={props.interview.languages}>
        {(language) => (
          <button type="button" class="language" aria-pressed={isShown(language)} onClick={() => { props.onSpeak(isShown(language) ? null : language); }}>
            <Icon name="globe" />
            <span lang={language.lang || undefined}>{language.name}</span>
          </button>
        )}
      </For>
    </div>
  );
}
