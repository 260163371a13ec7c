/** While a comment is written: which word has no place there, and what to write instead. It forbids nothing. */
import { For, Show } from 'solid-js';

import { warningsOf, type Subject } from '../../../domain/comment-words';
import { Icon } from '../../icons';
import { useTalk } from '../talk';

const INSTEAD: Record<Subject, { about: string; instead: string }> = {
  health: { about: 'parle de santé', instead: 'Écrivez ce qu’il faut faire, pas de quoi la personne souffre\u00a0: «\u00a0parler fort\u00a0», «\u00a0prévoir un lieu sans marches\u00a0».' },
  religion: { about: 'touche à la religion, à l’origine ou à la vie privée', instead: 'Écrivez le moment ou la manière qui convient\u00a0: «\u00a0pas le vendredi\u00a0», «\u00a0venir à deux\u00a0».' },
  offence: { about: 'parle d’une infraction', instead: 'Cela ne se note pas. Si quelqu’un est en danger, suivez la fiche «\u00a0Danger\u00a0».' },
  insult: { about: 'juge la personne', instead: 'Écrivez ce que vous avez vu\u00a0: «\u00a0a préféré parler sur le palier\u00a0».' },
};

export function Beware(props: { id: string; text: string }) {
  const talk = useTalk();
  const warnings = () => {
    const lists = talk.words?.();
    return lists ? warningsOf(props.text, lists) : [];
  };
  return (
    <div class="beware" id={props.id} role="status">
      <For each={warnings()}>
        {({ subject, word }) => (
          <p>
            <Icon name="warning" />
            <span>
              <strong>«&nbsp;{word}&nbsp;»</strong> {INSTEAD[subject].about}. {INSTEAD[subject].instead}
            </span>
          </p>
        )}
      </For>
      <Show when={warnings().length > 0}>
        <p class="soft">La personne a le droit de lire ce commentaire.</p>
      </Show>
    </div>
  );
}
