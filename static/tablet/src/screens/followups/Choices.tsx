/** What a promise asks: the day, the part of the day, who keeps it, whom to ask for. */
import { createResource, createUniqueId, For, Show } from 'solid-js';

import { SLOTS, type Slot } from '../../domain/entries';
import { useLive } from '../live';
import { capital, SLOT_NAME } from '../words';
import { dayName, daysFrom } from './words';

export function DueChoice(props: { question: string; today: string; value: string | null; none: boolean; onChoose: (day: string | null) => void }) {
  const id = createUniqueId();
  const days = () => [
    { name: 'Demain', day: daysFrom(props.today, 1) },
    { name: 'Dans 3 jours', day: daysFrom(props.today, 3) },
    { name: 'Dans une semaine', day: daysFrom(props.today, 7) },
    { name: 'Dans un mois', day: daysFrom(props.today, 30) },
  ];
  return (
    <fieldset class="follow-ask">
      <legend>{props.question}</legend>
      <div class="follow-chips">
        <For each={days()}>
          {(one) => (
            <button type="button" class="follow-chip" aria-pressed={props.value === one.day} onClick={() => { props.onChoose(one.day); }}>
              {one.name}
            </button>
          )}
        </For>
        <Show when={props.none}>
          <button type="button" class="follow-chip" aria-pressed={props.value === null} onClick={() => { props.onChoose(null); }}>
            Sans date
          </button>
        </Show>
      </div>
      <label class="follow-date" for={id}>
        <span>{props.value ? capital(dayName(props.value)) : 'Autre jour'}</span>
        <input id={id} type="date" min={props.today} value={props.value ?? ''} onChange={(event) => { props.onChoose(event.currentTarget.value || null); }} />
      </label>
    </fieldset>
  );
}

export function SlotChoice(props: { value: Slot | null; onChoose: (slot: Slot | null) => void }) {
  return (
    <fieldset class="follow-ask">
      <legend>À quel moment&nbsp;?</legend>
      <div class="follow-chips">
        <button type="button" class="follow-chip" aria-pressed={props.value === null} onClick={() => { props.onChoose(null); }}>
          Peu importe
        </button>
        <For each={SLOTS}>
          {(slot) => (
            <button type="button" class="follow-chip" aria-pressed={props.value === slot} onClick={() => { props.onChoose(slot); }}>
              {capital(SLOT_NAME[slot])}
            </button>
          )}
        </For>
      </div>
    </fieldset>
  );
}

/** Null: the team. */
export function OwnerChoice(props: { value: string | null; onChoose: (owner: string | null) => void }) {
  const { tablet } = useLive();
  const id = createUniqueId();
  const me = tablet.currentWorker()?.id ?? null;
  const [people] = createResource(() => tablet.colleagues().catch(() => []));
  const others = () => people()?.filter((one) => one.id !== me) ?? [];
  const other = () => (props.value !== null && props.value !== me ? props.value : '');
  return (
    <fieldset class="follow-ask">
      <legend>Qui s’en occupe&nbsp;?</legend>
      <div class="follow-chips">
        <button type="button" class="follow-chip" aria-pressed={props.value === me} onClick={() => { props.onChoose(me); }}>
          Moi
        </button>
        <button type="button" class="follow-chip" aria-pressed={props.value === null} onClick={() => { props.onChoose(null); }}>
          L’équipe
        </button>
        <Show when={others().length > 0}>
          <label class="follow-other" for={id}>
            <span class="unseen">Quelqu’un d’autre</span>
            <select id={id} value={other()} onChange={(event) => { props.onChoose(event.currentTarget.value || null); }}>
              <option value="">Quelqu’un d’autre…</option>
              <For each={others()}>{(one) => <option value={one.id}>{one.name}</option>}</For>
            </select>
          </label>
        </Show>
      </div>
    </fieldset>
  );
}

export interface Who {
  name: string;
  phone: string;
}

export function WhoFields(props: { value: Who; onChange: (who: Who) => void }) {
  const id = createUniqueId();
  return (
    <fieldset class="follow-ask">
      <legend>Pour la joindre, si elle le veut bien</legend>
      <div class="follow-who-fields">
        <label for={`${id}-name`}>
          Nom
          <input id={`${id}-name`} type="text" autocomplete="off" autocapitalize="words" maxlength="80" value={props.value.name} onInput={(event) => { props.onChange({ ...props.value, name: event.currentTarget.value }); }} />
        </label>
        <label for={`${id}-phone`}>
          Téléphone
          <input id={`${id}-phone`} type="tel" inputmode="tel" autocomplete="off" maxlength="30" value={props.value.phone} onInput={(event) => { props.onChange({ ...props.value, phone: event.currentTarget.value }); }} />
        </label>
      </div>
      <p class="soft">Scellés ici, avec la porte&nbsp;: seule la coordination les ouvrira.</p>
    </fieldset>
  );
}

/** Only what was written. */
export function identityOf({ name, phone }: Who): Record<string, string> {
  return Object.fromEntries(Object.entries({ name: name.trim(), phone: phone.trim() }).filter(([, said]) => said !== ''));
}
