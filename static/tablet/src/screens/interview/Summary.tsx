/** Before finishing: what will be kept, who can read it, and a way back to each group. */
import { For, Show } from 'solid-js';

import type { Interview, QuestionGroup } from '../../forms/interview';
import { Icon } from '../icons';
import { count } from '../words';
import { isAsking, said } from './said';

/** What each scope of consent means, by the codes of the field `consent`. */
const SCOPE: Record<string, string> = {
  nothing: 'La personne ne veut rien laisser. Il reste seulement qu’un foyer a été informé et a dit non.',
  count_only: 'Ces réponses servent à compter les besoins. Personne ne reviendra vers ce foyer à cause d’elles.',
  contact: 'L’équipe pourra revenir vers ce foyer.',
  share: 'L’équipe pourra revenir vers ce foyer et transmettre sa demande à un partenaire.',
};

export function Summary(props: { interview: Interview; onChange: (group: QuestionGroup) => void }) {
  const groups = () => props.interview.groups();
  const scope = () => {
    const consent = props.interview.result().answers['consent'];
    return typeof consent === 'string' ? SCOPE[consent] : undefined;
  };
  const silent = () => groups().flatMap((group) => group.questions).filter((question) => isAsking(question) && said(question) === null).length;
  // Where nothing can be answered there is nothing to read again.
  const asking = () => groups().filter((group) => group.questions.some(isAsking));
  return (
    <div class="summary">
      <Show when={scope()}>
        {(words) => (
          <p class="notice">
            <span>{words()}</span>
          </p>
        )}
      </Show>
      <For each={asking()}>{(group) => <GroupSummary group={group} onChange={() => { props.onChange(group); }} />}</For>
      <Show when={silent() > 0}>
        <p class="soft">{count(silent(), 'question reste', 'questions restent')} sans réponse. Rien ne sera supposé à la place.</p>
      </Show>
      <p class="sealed">
        <Icon name="lock" />
        <span>La porte et l’heure sont scellées sur cette tablette. Les comptages n’en savent rien&nbsp;: ils ne connaissent que l’entrée de l’immeuble et le jour.</span>
      </p>
    </div>
  );
}

function GroupSummary(props: { group: QuestionGroup; onChange: () => void }) {
  const answered = () => props.group.questions.filter((question) => said(question) !== null);
  const name = () => props.group.label || (props.group.questions.find(isAsking)?.label ?? '');
  return (
    <section class="recap" aria-label={name()}>
      <h3>{name()}</h3>
      <button type="button" class="button quiet" aria-label={`Modifier\u00a0: ${name()}`} onClick={() => { props.onChange(); }}>
        <Icon name="pencil" />
        Modifier
      </button>
      <Show when={answered().length > 0} fallback={<p class="soft">Pas de réponse.</p>}>
        <dl>
          <For each={answered()}>
            {(question) => (
              <div>
                <dt classList={{ unseen: props.group.label === '' }}>{question.label}</dt>
                <dd>
                  {said(question)}
                  <Show when={question.role === 'identity' || question.type === 'file'}>
                    <span class="seal">
                      <Icon name="lock" /> scellé
                    </span>
                  </Show>
                </dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    </section>
  );
}
