/** What a tap on an outcome does: one durable note, then the façade, the undo bar or the contact form. */
import { createSignal } from 'solid-js';

import { CONTACT_FORM } from '../../domain/bundle';
import type { MeetingOutcome, MeetingPlace, Outcome, Slot } from '../../domain/entries';
import { parisDay } from '../../domain/moments';
import type { At, DoorCard, Draft, DraftAtVisit, Tablet } from '../../domain/tablet';
import { capital, doorName, floorName, MEETING_PLACE_NAME, OUTCOME_NAME, outcomeInFull, sameDay } from '../words';

const UNDO_FOR = 10_000;

export type { At };

export interface Choice {
  outcome: Outcome;
  slot: Slot | null;
  day?: string | null;
  replaces: string | null;
}

/** Noted on another day, and nothing that still speaks today: drawn softly, so that today's work stands out. */
export function past(door: DoorCard, now: Date): boolean {
  const { latest } = door;
  return latest !== null && !door.opposed && latest.outcome !== 'come_back' && !sameDay(new Date(latest.at), now);
}

export interface Undo extends At {
  entry: string;
  sentence: string;
}

const [undo, setUndo] = createSignal<Undo | null>(null);
export { undo };
let timer: ReturnType<typeof setTimeout> | undefined;

export function offerUndo(offer: Undo | null): void {
  clearTimeout(timer);
  setUndo(offer);
  if (offer) timer = setTimeout(() => setUndo(null), UNDO_FOR);
}

export async function note(tablet: Tablet, at: At, door: DoorCard, choice: Choice, draft: DraftAtVisit | null = null): Promise<string> {
  const entry = await tablet.noteVisit({ ...at, door: door.id, ...choice, draft });
  const words = outcomeInFull(choice.outcome, choice.slot, { day: choice.day ?? null, today: parisDay(Date.now()) });
  offerUndo({ ...at, entry, sentence: `${capital(doorName(door))}, ${floorName(door.floor)}\u00a0: ${words.charAt(0).toLowerCase()}${words.slice(1)}.` });
  return entry;
}

/** Notes the exchange together with the draft to go on with, and gives that; null when the team has no contact form. */
export async function noteExchange(tablet: Tablet, at: At, door: DoorCard, choice: Choice): Promise<Draft | null> {
  const draft = (await begunAt(tablet, at, door)) ?? (await blank(tablet));
  const visit = await note(tablet, at, door, choice, draft);
  if (!draft) return null;
  offerUndo(null);
  return { ...draft, ...at, door: door.id, visit };
}

async function begunAt(tablet: Tablet, at: At, door: DoorCard): Promise<DraftAtVisit | null> {
  const begun = door.draft ? await tablet.draft(at.entrance, door.id) : null;
  return begun && { id: begun.id, form: begun.form, state: begun.state, position: begun.position };
}

async function blank(tablet: Tablet): Promise<DraftAtVisit | null> {
  const form = await tablet.form(CONTACT_FORM);
  return form && { id: crypto.randomUUID(), form: { id: form.card.id, version: form.card.version, hash: form.card.hash }, state: '', position: 0 };
}

/** A form opens as at a door: the encounter and its draft are one transaction. */
export async function meet(tablet: Tablet, at: At, place: MeetingPlace, outcome: MeetingOutcome): Promise<Draft | null> {
  const draft = outcome === 'exchange' ? await blank(tablet) : null;
  const visit = await tablet.noteEncounter({ ...at, place, outcome, draft });
  if (draft) return { ...draft, ...at, door: null, visit };
  offerUndo({ ...at, entry: visit, sentence: `${MEETING_PLACE_NAME[place]}\u00a0: ${OUTCOME_NAME[outcome].toLowerCase()}.` });
  return null;
}

/** A withdrawn exchange takes the form begun for it along. */
export async function dropDraftOf(tablet: Tablet, at: At, door: DoorCard, visit: string): Promise<void> {
  if (!door.draft) return;
  const draft = await tablet.draft(at.entrance, door.id);
  if (draft?.visit === visit) await tablet.discardDraft(draft.id);
}
