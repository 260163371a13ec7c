/** One door: what happened before, and what happened now. */
import { createMemo, createSignal, Match, Show, Switch } from 'solid-js';

import type { Outcome, Slot } from '../../domain/entries';
import { mayNoteMore } from '../../domain/outcomes';
import type { DoorCard, Draft, VisitCard } from '../../domain/tablet';
import { DangerLink } from '../cards/DangerLink';
import { DoorFollowUps } from '../followups/DoorFollowUps';
import type { FollowFront } from '../followups/InFront';
import { Icon } from '../icons';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { PracticeCue } from '../practice/Cue';
import { AnswersLink } from '../resources/AnswersLink';
import { capital, doorName, floorName, nthPassage, outcomeInFull, sameDay, sentenceOf } from '../words';
import { beginForm, OtherForms } from '../interview/OtherForms';
import { dropDraftOf, note, noteExchange, offerUndo, type At } from './notes';
import { Opposed } from './Opposed';
import { OutcomeChoice } from './OutcomeChoice';
import { showReceipt } from '../receipt/wanted';
import { PartnerNote } from './Partner';
import { Promised } from './Promised';
import { Visits } from './Visits';
import './door.css';

/** A second outcome so soon after mine is a slip more often than a second passage: it is asked for. */
const JUST_NOW = 10 * 60_000;

interface DoorSheetProps {
  door: DoorCard;
  today: string;
  at: At;
  onClose: () => void;
  onRename: () => void;
  onInterview: (draft: Draft) => void;
  onFollow: (front: FollowFront) => void;
}

type Mode = 'look' | 'outcomes' | 'slots';

export function DoorSheet(props: DoorSheetProps) {
  const { tablet } = useLive();
  const opened = new Date();
  const [busy, setBusy] = createSignal(false);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [correcting, setCorrecting] = createSignal<VisitCard | null>(null);
  // What the door was when the sheet rose decides what it asks; the note itself closes the sheet.
  // eslint-disable-next-line solid/reactivity
  const { latest, opposed } = props.door;
  const justNoted = latest?.mine === true && opened.getTime() - new Date(latest.at).getTime() < JUST_NOW;
  const [mode, setMode] = createSignal<Mode>(justNoted || opposed ? 'look' : 'outcomes');
  const mine = createMemo(() => props.door.history.find((visit) => visit.mine && sameDay(new Date(visit.at), opened)));

  /** While one action is being written every button is disabled: a second tap does nothing. */
  async function attempt(action: Promise<void>): Promise<void> {
    setBusy(true);
    setTrouble(null);
    try {
      await action;
    } catch (error) {
      setTrouble(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  }
  async function choose(outcome: Outcome, slot: Slot | null, day: string | null): Promise<void> {
    const corrected = correcting();
    const choice = { outcome, slot, day, replaces: corrected?.id ?? null };
    if (outcome === 'exchange') {
      const draft = await noteExchange(tablet, props.at, props.door, choice);
      if (draft) props.onInterview(draft);
      else props.onClose();
      return;
    }
    await note(tablet, props.at, props.door, choice);
    if (corrected) await dropDraftOf(tablet, props.at, props.door, corrected.id);
    props.onClose();
  }
  async function resume(): Promise<void> {
    const draft = await tablet.draft(props.at.entrance, props.door.id);
    if (!draft) return;
    await tablet.saveDraft(draft, true);
    props.onInterview(draft);
  }
  async function withdraw(visit: VisitCard): Promise<void> {
    await tablet.withdraw({ ...props.at, entry: visit.id });
    offerUndo(null);
    await dropDraftOf(tablet, props.at, props.door, visit.id);
    // What was promised at it does not go by itself: the door says so, and asks.
    if ((await tablet.casesAt([props.door.id])).some(({ doubtful }) => doubtful)) setCorrecting(null);
    else props.onClose();
  }

  /** The last time somebody was talked with here: only then is there something to promise. */
  const heard = createMemo(() => (props.door.opposed || !mayNoteMore(props.door.latest?.outcome ?? null) ? null : (props.door.history.find(({ outcome }) => outcome === 'exchange' || outcome === 'brief')?.id ?? null)));
  const talked = createMemo(() => {
    if (!mayNoteMore(props.door.latest?.outcome ?? null)) return null;
    const exchange = props.door.history.find((visit) => visit.outcome === 'exchange' && sameDay(new Date(visit.at), opened));
    return exchange ? { ...props.at, door: props.door.id, visit: exchange.id } : null;
  });

  async function lift(): Promise<void> {
    await tablet.liftOpposition({ ...props.at, door: props.door.id });
    setMode('outcomes');
  }
  /** Whoever knocks now knocks for this time. */
  const place = () => {
    const passages = props.door.history.length;
    return [capital(floorName(props.door.floor)), ...(passages > 0 && mode() !== 'look' ? [nthPassage(passages + 1)] : [])].join(' · ');
  };

  return (
    <Sheet title={capital(doorName(props.door))} note={correcting() ? 'Correction de votre passage' : place()} onClose={props.onClose} onRename={correcting() ? undefined : props.onRename}>
      <PracticeCue door={props.door} />
      <Show when={!correcting() && props.door.due}>{(day) => <Promised day={day()} slot={props.door.latest?.slot ?? null} today={props.today} />}</Show>
      <Show when={!correcting()}>
        <PartnerNote door={props.door} today={props.today} />
      </Show>
      <Show when={props.door.history.length > 0 && !correcting()}>
        <Visits today={props.today} visits={props.door.history} correctable={mine()?.id ?? null} onReceipt={(visit) => { showReceipt({ visit: visit.id, door: props.door.id }, props.at); }} onCorrect={(visit) => { setCorrecting(visit); setMode('outcomes'); }} />
      </Show>
      <Show when={!correcting()}>
        <DoorFollowUps
          doors={[props.door.id, ...props.door.merged.map(({ id }) => id)]}
          offer={heard() !== null}
          onCase={(card) => { props.onFollow({ show: 'case', case: card, door: props.door.id }); }}
          onPromise={(matter) => { props.onFollow({ show: 'promise', door: props.door.id, visit: heard(), matter }); }}
        />
      </Show>
      <Show when={correcting()}>{(visit) => <Correction visit={visit()} draft={props.door.draft} onWithdraw={() => void attempt(withdraw(visit()))} busy={busy()} />}</Show>
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <Switch
        fallback={
          <OutcomeChoice slots={mode() === 'slots'} busy={busy()} today={props.today} onOutcome={(outcome, slot, day) => void attempt(choose(outcome, slot, day))} onSlots={(shown) => setMode(shown ? 'slots' : 'outcomes')} />
        }
      >
        <Match when={mode() === 'look'}>
          <Show when={props.door.opposed} fallback={<Again onAgain={() => setMode('outcomes')} />}>
            <Opposed busy={busy()} onLift={() => void attempt(lift())} onAgain={() => setMode('outcomes')} />
          </Show>
        </Match>
      </Switch>
      <Show when={props.door.draft && !correcting()}>
        <Resume busy={busy()} onResume={() => void attempt(resume())} />
      </Show>
      <Show when={!correcting() && talked()}>
        {(at) => <OtherForms tablet={tablet} at={at()} busy={busy()} onOpen={(form) => void attempt(beginForm(tablet, at(), form).then(props.onInterview))} />}
      </Show>
      <div class="door-links">
        <Show when={!correcting()}>
          <AnswersLink at={props.at} door={props.door.id} visit={mine()?.id ?? null} />
        </Show>
        <DangerLink from={{ ...props.at, door: props.door.id, visit: mine()?.id ?? null }} />
      </div>
    </Sheet>
  );
}

function Again(props: { onAgain: () => void }) {
  return (
    <div class="again">
      <p class="notice plain">Vous venez de noter cette porte.</p>
      <button type="button" class="button wide" onClick={() => { props.onAgain(); }}>
        Noter un nouveau passage
      </button>
    </div>
  );
}

function Correction(props: { visit: VisitCard; draft: boolean; busy: boolean; onWithdraw: () => void }) {
  return (
    <div class="correction">
      <p>
        Noté&nbsp;: <strong>{outcomeInFull(props.visit.outcome, props.visit.slot)}</strong>. Choisissez ce qui s’est vraiment passé.
        <Show when={props.visit.outcome === 'exchange'}>
          {props.draft ? ' L’entretien commencé sera abandonné.' : ' Un entretien déjà terminé reste enregistré.'}
        </Show>
      </p>
      <button type="button" class="button danger" disabled={props.busy} onClick={() => { props.onWithdraw(); }}>
        Annuler ce passage
      </button>
    </div>
  );
}

function Resume(props: { busy: boolean; onResume: () => void }) {
  return (
    <button type="button" class="outcome largest resume" disabled={props.busy} onClick={() => { props.onResume(); }}>
      <span class="outcome-mark">
        <Icon name="pencil" />
      </span>
      <span class="outcome-name">Reprendre l’entretien</span>
    </button>
  );
}
