/** Before finishing: what will be kept, who can read it, and a way back to each group. */
import { For, Show } from 'solid-js';

import type { Interview, Question, QuestionGroup } from '../../forms/interview';
import { Icon } from '../icons';
import { count } from '../words';

/** What each scope of consent means, by the codes of the field `consent`. */
const SCOPE: Record<string, string> = {
  nothing: 'La personne ne veut rien laisser. Il reste seulement qu’un foyer a été informé et a dit non.',
  count_only: 'Ces réponses servent à compter les besoins. Personne ne reviendra vers ce foyer à cause d’elles.',
  contact: 'L’équipe pourra revenir vers ce foyer.',
  share: 'L’équipe pourra revenir vers ce foyer et transmettre sa demande à un partenaire.',
};

export function Summary(props: { interview: Interview; onChange: (group: string) => void }) {
  const groups = () => props.interview.groups();
  const scope = () => {
    const consent = props.interview.result().answers['consent'];
    return typeof consent === 'string' ? SCOPE[consent] : undefined;
  };
  const silent = () => groups().flatMap((group) => group.questions).filter((question) => question.type !== 'note' && answerOf(question) === null).length;
  return (
    <div class="summary">
      <Show when={scope()}>
        {(words) => (
          <p class="notice">
            <span>{words()}</span>
          </p>
        )}
      </Show>
      <For each={groups()}>{(group) => <GroupSummary group={group} onChange={() => { props.onChange(group.name); }} />}</For>
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
  const answered = () => props.group.questions.filter((question) => answerOf(question) !== null);
  return (
    <section class="recap" aria-label={props.group.label}>
      <h3>{props.group.label}</h3>
      <button type="button" class="button quiet" aria-label={`Modifier\u00a0: ${props.group.label}`} onClick={() => { props.onChange(); }}>
        <Icon name="pencil" />
        Modifier
      </button>
      <Show when={answered().length > 0} fallback={<p class="soft">Pas de réponse.</p>}>
        <dl>
          <For each={answered()}>
            {(question) => (
              <div>
                <dt>{question.label}</dt>
                <dd>
                  {answerOf(question)}
                  <Show when={question.role === 'identity'}>
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

function answerOf(question: Question): string | null {
  if (question.type === 'note') return null;
  if (question.type !== 'one' && question.type !== 'many') return question.value === '' ? null : question.value;
  const labels = question.choices.filter((choice) => choice.selected).map((choice) => choice.label);
  return labels.length > 0 ? labels.join(', ') : null;
}
