/** A promise is made: a call-back, or a referral to a service with what the resident agrees to. */
import { createSignal, For, Show, untrack } from 'solid-js';

import { CONSENTS, type Consent, type Slot } from '../../domain/entries';
import { parisDay } from '../../domain/moments';
import { Icon } from '../icons';
import { useLive } from '../live';
import { capital, sentenceOf } from '../words';
import { DueChoice, identityOf, OwnerChoice, SlotChoice, WhoFields, type Who } from './Choices';
import { saidAt } from './next';
import { themeName } from './themes';
import { CONSENT_NAME, daysFrom } from './words';
import './followups.css';

export interface Where {
  round: string;
  entrance: string;
  /** Null at an encounter. */
  door: string | null;
  visit: string | null;
}

export interface ServiceChosen {
  id: string;
  name: string;
  structure: string;
}

export function CallBackForm(props: { where: Where; onDone: (id: string) => void }) {
  const { tablet, now } = useLive();
  const today = () => parisDay(now().getTime());
  const [due, setDue] = createSignal<string | null>(daysFrom(today(), 7));
  // Said a moment ago in the contact form: nothing is typed twice.
  const { name, phone, slot: wished } = saidAt(untrack(() => props.where.visit));
  const [slot, setSlot] = createSignal<Slot | null>(wished);
  const [owner, setOwner] = createSignal<string | null>(tablet.currentWorker()?.id ?? null);
  const [who, setWho] = createSignal<Who>({ name, phone });
  const make = () => tablet.openCase({ ...props.where, matter: 'call_back', consent: 'call_back', due: due(), slot: slot(), owner: owner(), identity: identityOf(who()) });
  return (
    <div class="follow-form">
      <DueChoice question="Pour quand ?" today={today()} value={due()} none={false} onChoose={setDue} />
      <SlotChoice value={slot()} onChoose={setSlot} />
      <OwnerChoice value={owner()} onChoose={setOwner} />
      <WhoFields value={who()} onChange={setWho} />
      <Keep words="Promettre ce rappel" ready={due() !== null} make={make} onDone={props.onDone} />
    </div>
  );
}

export function ReferralForm(props: { where: Where; service: ServiceChosen | null; theme: string | null; onPick?: (() => void) | undefined; onDone: (id: string) => void }) {
  const { tablet, now } = useLive();
  const today = () => parisDay(now().getTime());
  const [consent, setConsent] = createSignal<Consent | null>(null);
  const [due, setDue] = createSignal<string | null>(daysFrom(today(), 7));
  const [owner, setOwner] = createSignal<string | null>(tablet.currentWorker()?.id ?? null);
  const { name, phone } = saidAt(untrack(() => props.where.visit));
  const [who, setWho] = createSignal<Who>({ name, phone });
  const make = () =>
    tablet.openCase({
      ...props.where, matter: 'referral', theme: props.theme, service: props.service?.id ?? null, consent: consent() ?? 'none',
      due: due(), owner: owner(), identity: identityOf(who()),
    });
  return (
    <div class="follow-form">
      <div class="follow-service">
        <Icon name="pin" />
        <p>
          <strong>{props.service?.name ?? (props.theme ? themeName(props.theme) : 'Service à choisir plus tard')}</strong>
          <Show when={props.service}>{(service) => <span class="soft">{service().structure}</span>}</Show>
        </p>
        <Show when={props.onPick}>
          {(pick) => (
            <button type="button" class="button" onClick={() => { pick()(); }}>
              {props.service ? 'Changer' : 'Choisir'}
            </button>
          )}
        </Show>
      </div>
      <fieldset class="follow-ask">
        <legend>Que permet la personne&nbsp;?</legend>
        <div class="follow-consents" role="radiogroup" aria-label="Que permet la personne ?">
          <For each={[...CONSENTS].sort((one) => (one === 'pass_on' ? -1 : 0))}>
            {(code) => (
              <button type="button" role="radio" class="follow-consent" aria-checked={consent() === code} onClick={() => setConsent(code)}>
                <strong>{CONSENT_NAME[code].name}</strong>
                <small>{CONSENT_NAME[code].note}</small>
              </button>
            )}
          </For>
        </div>
      </fieldset>
      <Show when={consent()}>
        <DueChoice question="Prendre des nouvelles quand ?" today={today()} value={due()} none onChoose={setDue} />
        <OwnerChoice value={owner()} onChoose={setOwner} />
        <Show when={consent() !== 'none'}>
          <WhoFields value={who()} onChange={setWho} />
        </Show>
      </Show>
      <Keep words={capital('noter l’orientation')} ready={consent() !== null} make={make} onDone={props.onDone} />
    </div>
  );
}

/** While it is being written the button is disabled: a second tap does nothing. */
export function Keep(props: { words: string; ready: boolean; make: () => Promise<string>; onDone: (id: string) => void }) {
  const [busy, setBusy] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  async function keep(): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      props.onDone(await props.make());
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <div class="follow-keep">
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <button type="button" class="button primary wide" disabled={!props.ready || busy()} onClick={() => void keep()}>
        {props.words}
      </button>
    </div>
  );
}
