/** « Autre questionnaire »: what else can be asked at this door, once there was an exchange. */
import { createResource, For, Show } from 'solid-js';

import type { Draft, OtherForm, Tablet } from '../../domain/tablet';
import { Icon } from '../icons';
import './other-forms.css';

export interface Talked {
  round: string;
  entrance: string;
  /** Null at an encounter without a door. */
  door: string | null;
  /** The exchange that the form is filled in at. */
  visit: string;
}

export function OtherForms(props: { tablet: Tablet; at: Talked; except?: string; busy: boolean; onOpen: (form: OtherForm) => void }) {
  const [forms] = createResource(
    () => props.at.door ?? props.at.visit,
    // The door names its entrance for the life of this list.
    // eslint-disable-next-line solid/reactivity
    (at) => props.tablet.otherForms(props.at.entrance, at).catch(() => []),
  );
  const offered = () => (forms() ?? []).filter(({ card }) => card.id !== props.except);
  return (
    <Show when={offered().length > 0}>
      <section class="other-forms" aria-labelledby="other-forms">
        <h3 id="other-forms">Autre questionnaire</h3>
        <ul>
          <For each={offered()}>
            {(form) => (
              <li>
                <button type="button" class="button wide" disabled={props.busy} onClick={() => { props.onOpen(form); }}>
                  <Icon name={form.begun ? 'pencil' : 'file'} />
                  <span>
                    {form.card.title}
                    <Show when={form.begun}>
                      <small>À reprendre</small>
                    </Show>
                  </span>
                  <Icon name="chevron" />
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

/** The draft of that form at this door, begun before or now; it is the one on screen. */
export async function beginForm(tablet: Tablet, at: Talked, { card }: OtherForm): Promise<Draft> {
  const begun = await (at.door === null ? tablet.draftOf(at.visit, card.id) : tablet.draft(at.entrance, at.door, card.id));
  const draft = begun ?? { id: crypto.randomUUID(), ...at, form: { id: card.id, version: card.version, hash: card.hash }, state: '', position: 0 };
  await tablet.saveDraft(draft, true);
  return draft;
}
