/** People met at no door: one tap says where and how it went. And how many were seen, tap by tap. */
import { createSignal, For, Show } from 'solid-js';

import { MEETING_OUTCOMES, MEETING_PLACES, type MeetingOutcome, type MeetingPlace } from '../../domain/entries';
import type { At, Draft, EncounterCard, Facade } from '../../domain/tablet';
import { Icon } from '../icons';
import { useLive } from '../live';
import { Sheet } from '../parts/Sheet';
import { MEETING_PLACE_NAME, moment, OUTCOME_NAME, OUTCOME_SHORT, sentenceOf } from '../words';
import { Headcount } from './Headcount';
import { meet } from './notes';

interface MeetSheetProps {
  at: At;
  facade: Facade;
  onClose: () => void;
  onInterview: (draft: Draft) => void;
}

export function MeetSheet(props: MeetSheetProps) {
  const { tablet } = useLive();
  const [trouble, setTrouble] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);

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
  async function choose(place: MeetingPlace, outcome: MeetingOutcome): Promise<void> {
    const draft = await meet(tablet, props.at, place, outcome);
    if (draft) props.onInterview(draft);
    else props.onClose();
  }
  async function resume(one: EncounterCard): Promise<void> {
    const draft = await tablet.draftOf(one.id);
    if (!draft) return;
    await tablet.saveDraft(draft, true);
    props.onInterview(draft);
  }
  async function takeBack(one: EncounterCard): Promise<void> {
    const draft = await tablet.draftOf(one.id);
    await tablet.withdraw({ ...props.at, entry: one.id });
    if (draft) await tablet.discardDraft(draft.id);
  }
  return (
    <Sheet title="Hors porte" note="Une rencontre dans le hall, en bas ou dans la rue n’est jamais comptée comme une porte." onClose={props.onClose}>
      <div class="meetings" role="group" aria-label="Une rencontre">
        <For each={MEETING_PLACES}>
          {(place) => (
            <div class="meeting-row">
              <span class="meeting-place">{MEETING_PLACE_NAME[place]}</span>
              <For each={MEETING_OUTCOMES}>
                {(outcome) => (
                  <button type="button" class="meeting" data-outcome={outcome} disabled={busy()} aria-label={`${MEETING_PLACE_NAME[place]}, ${OUTCOME_NAME[outcome].toLowerCase()}`} onClick={() => void attempt(choose(place, outcome))}>
                    <span class="outcome-mark">
                      <Icon name={outcome} />
                    </span>
                    {OUTCOME_SHORT[outcome]}
                  </button>
                )}
              </For>
            </div>
          )}
        </For>
      </div>
      <Headcount at={props.at} adults={props.facade.session?.adults ?? 0} children={props.facade.session?.children ?? 0} onTrouble={setTrouble} />
      <Show when={trouble()}>{(sentence) => <p class="notice danger" role="alert">{sentence()}</p>}</Show>
      <Show when={props.facade.encounters.length > 0}>
        <Met encounters={props.facade.encounters} busy={busy()} onResume={(one) => void attempt(resume(one))} onTakeBack={(one) => void attempt(takeBack(one))} />
      </Show>
    </Sheet>
  );
}

function Met(props: { encounters: EncounterCard[]; busy: boolean; onResume: (one: EncounterCard) => void; onTakeBack: (one: EncounterCard) => void }) {
  const { now } = useLive();
  return (
    <section class="visits" aria-label="Rencontres d’aujourd’hui">
      <ol>
        <For each={[...props.encounters].reverse()}>
          {(one) => (
            <li>
              <span class="visit-mark" data-outcome={one.outcome}>
                <Icon name={one.outcome} />
              </span>
              <span class="visit-words">
                <strong>
                  {MEETING_PLACE_NAME[one.place]}, {OUTCOME_NAME[one.outcome].toLowerCase()}
                </strong>
                <span class="soft">
                  {moment(one.at, now())}, {one.mine ? 'vous' : (one.author ?? 'une autre équipe')}
                </span>
              </span>
              <Show when={one.draft}>
                <button type="button" class="button" disabled={props.busy} onClick={() => { props.onResume(one); }}>
                  Reprendre
                </button>
              </Show>
              <Show when={one.mine}>
                <button type="button" class="button quiet" disabled={props.busy} onClick={() => { props.onTakeBack(one); }}>
                  Annuler
                </button>
              </Show>
            </li>
          )}
        </For>
      </ol>
    </section>
  );
}
