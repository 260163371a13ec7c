/** Rights that the household could have and does not receive: the team follows each, from the claim to the answer. */
import { createResource, createSignal, For, Show, untrack } from 'solid-js';

import { isEnded } from '../../domain/cases';
import { parisDay } from '../../domain/moments';
import { useLive } from '../live';
import { DueChoice, identityOf, OwnerChoice, WhoFields, type Who } from './Choices';
import { Keep, type Where } from './FollowUpForm';
import { saidAt } from './next';
import { rightName, RIGHTS } from './rights';
import { daysFrom } from './words';
import './followups.css';

export function RightsForm(props: { where: Where; onDone: (id: string) => void }) {
  const { tablet, now } = useLive();
  const today = () => parisDay(now().getTime());
  const { name, phone, missing } = saidAt(untrack(() => props.where.visit));
  const followed = createFollowed(untrack(() => props.where.door));
  const [ticked, setTicked] = createSignal<readonly string[]>(missing);
  const [due, setDue] = createSignal<string | null>(daysFrom(today(), 7));
  const [owner, setOwner] = createSignal<string | null>(tablet.currentWorker()?.id ?? null);
  const [who, setWho] = createSignal<Who>({ name, phone });
  const chosen = () => ticked().filter((code) => !followed().has(code));
  const toggle = (code: string) => setTicked((before) => (before.includes(code) ? before.filter((one) => one !== code) : [...before, code]));
  const others = Object.keys(RIGHTS).filter((code) => !missing.includes(code));
  /** What was begun is not begun again, should one of them fail. */
  async function make(): Promise<string> {
    let last = '';
    for (const theme of chosen()) {
      last = await tablet.openCase({ ...props.where, matter: 'right', theme, consent: 'call_back', due: due(), owner: owner(), identity: identityOf(who()) });
      toggle(theme);
    }
    return last;
  }
  const chips = (codes: readonly string[]) => (
    <div class="follow-chips">
      <For each={codes}>
        {(code) => (
          <button type="button" class="follow-chip" aria-pressed={chosen().includes(code)} disabled={followed().has(code)} onClick={() => { toggle(code); }}>
            {rightName(code)}{followed().has(code) ? ' · déjà suivi' : ''}
          </button>
        )}
      </For>
    </div>
  );
  return (
    <div class="follow-form">
      <fieldset class="follow-ask">
        <legend>{missing.length > 0 ? 'Ce que le foyer pourrait recevoir' : 'Quel droit suivre ?'}</legend>
        <Show when={missing.length > 0} fallback={chips(others)}>
          {chips(missing)}
          <details class="follow-rights">
            <summary>Un autre droit</summary>
            {chips(others)}
          </details>
        </Show>
      </fieldset>
      <DueChoice question="Prendre des nouvelles quand ?" today={today()} value={due()} none onChoose={setDue} />
      <OwnerChoice value={owner()} onChoose={setOwner} />
      <WhoFields value={who()} onChange={setWho} />
      <Keep words={chosen().length > 1 ? `Suivre ces ${chosen().length} droits` : 'Suivre ce droit'} ready={chosen().length > 0} make={make} onDone={props.onDone} />
    </div>
  );
}

/** Rights that this tablet knows to be followed at this door already. */
function createFollowed(door: string | null): () => ReadonlySet<string> {
  const { tablet } = useLive();
  const [cases] = createResource(() => (door ? tablet.casesAt([door]).catch(() => []) : []));
  return () => new Set(cases()?.flatMap(({ matter, theme, state }) => (matter === 'right' && theme && !isEnded(state) ? [theme] : [])));
}
