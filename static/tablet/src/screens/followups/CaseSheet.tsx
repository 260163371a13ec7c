/** One case on the tablet: what was promised, and what became of it today. */
import { createSignal, For, Match, Show, Switch, untrack } from 'solid-js';

import { isEnded, statesOf } from '../../domain/cases';
import { ATTEMPTS, REASONS, type Attempt, type CaseState, type Reason } from '../../domain/entries';
import type { CaseCard, CaseStep } from '../../domain/followups';
import { parisDay } from '../../domain/moments';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { capital, count, sentenceOf, SLOT_NAME } from '../words';
import { DueChoice, OwnerChoice } from './Choices';
import { NamedCard } from './Named';
import { about, ATTEMPT_NAME, CONSENT_NAME, dayName, daysFrom, MATTER_NAME, REASON_NAME, REASONS_OF_RIGHTS, STATE_NAME } from './words';
import './followups.css';

const RIGHT_ENDS: readonly CaseState[] = ['opened', 'rejected', 'declined', 'lost'];
/** Days after which one asks what became of a claim. */
const ANSWER_IN = 30;

type Mode = 'look' | 'later' | 'owner' | 'close';

export function CaseSheet(props: { case: CaseCard; where: string; onDoor?: (() => void) | undefined; doorWords?: string; onClose: () => void }) {
  const { tablet, now } = useLive();
  const today = () => parisDay(now().getTime());
  const [mode, setMode] = createSignal<Mode>('look');
  const [busy, setBusy] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [attempt, setAttempt] = createSignal<Attempt | null>(null);
  const [ending, setEnding] = createSignal<CaseState | null>(null);

  /** While one step is being written every button is disabled: a second tap does nothing. */
  async function note(action: Promise<void>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await action;
      props.onClose();
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  const step = (said: Omit<CaseStep, 'case'>) => void note(tablet.stepCase({ case: props.case.id, attempt: attempt(), ...said }));
  function tried(found: Attempt): void {
    setAttempt(found);
    setMode(found === 'reached' ? 'close' : 'later');
  }
  return (
    <Sheet title={[MATTER_NAME[props.case.matter], about(props.case)].filter(Boolean).join(' · ')} note={props.where} onClose={props.onClose}>
      <NamedCard of={props.case.named} />
      <Facts case={props.case} />
      <Show when={props.onDoor}>
        {(go) => (
          <button type="button" class="button" onClick={() => { go()(); }}>
            {props.doorWords ?? 'Aller à la porte'}
          </button>
        )}
      </Show>
      <Show when={props.case.doubtful}>
        <Doubt busy={busy()} matter={MATTER_NAME[props.case.matter]} onKeep={() => void note(tablet.keepCase(props.case.id))} onClose={() => setMode('close')} />
      </Show>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <Show when={!isEnded(props.case.state)} fallback={<p class="soft">La coordination peut la rouvrir.</p>}>
        <Switch>
          <Match when={mode() === 'look'}>
            <Show when={props.case.matter === 'right'}>
              <Claim state={props.case.state} busy={busy()} onFiled={() => { step({ state: 'filed', due: daysFrom(today(), ANSWER_IN) }); }} onNotFiled={() => { step({ state: 'to_claim' }); }} onEnd={(state) => { setEnding(state); setMode('close'); }} onOpened={() => { step({ state: 'opened', reason: 'right_opened' }); }} />
            </Show>
            <fieldset class="follow-ask">
              <legend>Un essai aujourd’hui&nbsp;?</legend>
              <div class="follow-attempts">
                <For each={ATTEMPTS}>
                  {(one) => (
                    <button type="button" class="button" classList={{ primary: one === 'reached' }} disabled={busy()} onClick={() => { tried(one); }}>
                      {ATTEMPT_NAME[one]}
                    </button>
                  )}
                </For>
              </div>
            </fieldset>
            <div class="follow-attempts">
              <button type="button" class="button quiet" onClick={() => setMode('later')}>Reporter</button>
              <button type="button" class="button quiet" onClick={() => setMode('owner')}>Confier</button>
              <button type="button" class="button quiet" onClick={() => setMode('close')}>Clore</button>
            </div>
          </Match>
          <Match when={mode() === 'later'}>
            <DueChoice question={attempt() ? `${ATTEMPT_NAME[attempt() ?? 'absent']}. On réessaie quand ?` : 'Reporter à quand ?'} today={today()} value={null} none={false} onChoose={(due) => { if (due) step({ due }); }} />
            <Show when={attempt()}>
              <button type="button" class="button" disabled={busy()} onClick={() => { step({}); }}>
                Garder {props.case.due ? `le ${dayName(props.case.due)}` : 'sans date'}
              </button>
            </Show>
          </Match>
          <Match when={mode() === 'owner'}>
            <OwnerChoice value={props.case.owner?.id ?? null} onChoose={(owner) => { step({ owner }); }} />
          </Match>
          <Match when={mode() === 'close'}>
            <Closing case={props.case} first={ending()} reached={attempt() === 'reached'} busy={busy()} onClose={(state, reason) => { step({ state, reason }); }} onLater={() => setMode('later')} />
          </Match>
        </Switch>
      </Show>
    </Sheet>
  );
}

/** Where a claim stands: what happens most is one tap. */
function Claim(props: { state: CaseState; busy: boolean; onFiled: () => void; onNotFiled: () => void; onOpened: () => void; onEnd: (state: CaseState) => void }) {
  return (
    <fieldset class="follow-ask">
      <legend>Où en est la demande&nbsp;?</legend>
      <div class="follow-attempts">
        <Show when={props.state === 'to_claim'}>
          <button type="button" class="button primary" disabled={props.busy} onClick={() => { props.onFiled(); }}>Demande déposée</button>
        </Show>
        <button type="button" class="button" classList={{ primary: props.state === 'filed' }} disabled={props.busy} onClick={() => { props.onOpened(); }}>Droit ouvert</button>
        <Show when={props.state === 'filed'}>
          <button type="button" class="button" disabled={props.busy} onClick={() => { props.onEnd('rejected'); }}>Refusé par l’organisme</button>
          <button type="button" class="button quiet" disabled={props.busy} onClick={() => { props.onNotFiled(); }}>Finalement pas déposée</button>
        </Show>
      </div>
    </fieldset>
  );
}

function Facts(props: { case: CaseCard }) {
  return (
    <dl class="follow-facts">
      <div>
        <dt>Pour</dt>
        <dd>
          {props.case.due ? dayName(props.case.due) : 'aucun jour promis'}
          {props.case.slot ? ` ${SLOT_NAME[props.case.slot]}` : ''}
        </dd>
      </div>
      <div>
        <dt>Suivi par</dt>
        <dd>{props.case.mine ? 'vous' : (props.case.owner?.name ?? 'l’équipe')}</dd>
      </div>
      <div>
        <dt>Où en est-ce</dt>
        <dd>
          {STATE_NAME[props.case.state]}
          {props.case.reason ? `, ${REASON_NAME[props.case.reason].toLowerCase()}` : ''}
          {props.case.attempts > 0 ? ` · ${count(props.case.attempts, 'essai', 'essais')}` : ''}
        </dd>
      </div>
      <Show when={props.case.matter === 'referral'}>
        <div>
          <dt>Accord</dt>
          <dd>{CONSENT_NAME[props.case.consent].name}</dd>
        </div>
      </Show>
    </dl>
  );
}

/** Nothing of a promise goes by itself. */
function Doubt(props: { matter: string; busy: boolean; onKeep: () => void; onClose: () => void }) {
  return (
    <div class="notice warning follow-doubt">
      <span>Le passage où ceci a été promis est annulé. La promesse tient-elle&nbsp;?</span>
      <span class="notice-actions">
        <button type="button" class="button" disabled={props.busy} onClick={() => { props.onKeep(); }}>Elle tient</button>
        <button type="button" class="button" disabled={props.busy} onClick={() => { props.onClose(); }}>La clore</button>
      </span>
    </div>
  );
}

function Closing(props: { case: CaseCard; first: CaseState | null; reached: boolean; busy: boolean; onClose: (state: CaseState, reason: Reason | null) => void; onLater: () => void }) {
  const right = () => props.case.matter === 'right';
  const ends = () => (right() ? RIGHT_ENDS : statesOf(props.case.matter).filter(isEnded));
  const [state, setState] = createSignal<CaseState | null>(untrack(() => props.first));
  const reasons = () => (right() ? (REASONS_OF_RIGHTS[chosen() ?? 'lost'] ?? []) : REASONS);
  const chosen = () => state() ?? ends()[0] ?? null;
  return (
    <fieldset class="follow-ask">
      <legend>{props.reached ? 'Jointe. Est-ce fini, et pourquoi ?' : 'Clore : pourquoi ?'}</legend>
      <Show when={ends().length > 1}>
        <div class="segments">
          <For each={ends()}>
            {(one) => (
              <button type="button" aria-pressed={chosen() === one} onClick={() => setState(one)}>
                {capital(STATE_NAME[one])}
              </button>
            )}
          </For>
        </div>
      </Show>
      <div class="follow-reasons">
        <Show when={reasons().length === 0}>
          <button type="button" class="button primary" disabled={props.busy} onClick={() => { const end = chosen(); if (end) props.onClose(end, null); }}>
            Clore ainsi
          </button>
        </Show>
        <For each={reasons()}>
          {(reason) => (
            <button type="button" class="button" disabled={props.busy} onClick={() => { const end = chosen(); if (end) props.onClose(end, reason); }}>
              {REASON_NAME[reason]}
            </button>
          )}
        </For>
      </div>
      <Show when={props.reached}>
        <button type="button" class="button quiet" onClick={() => { props.onLater(); }}>
          Pas fini&nbsp;: choisir un nouveau jour
        </button>
      </Show>
    </fieldset>
  );
}
