/** What a tap on an outcome does: one durable note, then the façade, the undo bar or the contact form. */
import { createSignal } from 'solid-js';

import type { Outcome, Slot } from '../../domain/entries';
import type { DoorCard, Draft, Tablet } from '../../domain/tablet';
import { capital, doorName, floorName, outcomeInFull, sameDay, sentenceOf } from '../words';

export const CONTACT_FORM = 'contact';
const UNDO_FOR = 10_000;

export interface At {
  round: string;
  entrance: string;
}

export interface Choice {
  outcome: Outcome;
  slot: Slot | null;
  replaces: string | null;
}

/** Noted on another day, and nothing that still speaks today: drawn softly, so that today's work stands out. */
export function past(door: DoorCard, now: Date): boolean {
  const { latest } = door;
  return latest !== null && latest.outcome !== 'opposition' && latest.outcome !== 'come_back' && !sameDay(new Date(latest.at), now);
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

export async function note(tablet: Tablet, at: At, door: DoorCard, choice: Choice): Promise<string> {
  const entry = await tablet.noteVisit({ ...at, door: door.id, ...choice });
  const words = outcomeInFull(choice.outcome, choice.slot);
  offerUndo({ ...at, entry, sentence: `${capital(doorName(door))}, ${floorName(door.floor)}\u00a0: ${words.charAt(0).toLowerCase()}${words.slice(1)}.` });
  return entry;
}

/** Notes the exchange and gives the draft to go on with; null when the team has no contact form. */
export async function noteExchange(tablet: Tablet, at: At, door: DoorCard, choice: Choice): Promise<Draft | null> {
  const begun = door.draft ? await tablet.draft(at.entrance, door.id) : null;
  const form = await tablet.form(CONTACT_FORM);
  const visit = await note(tablet, at, door, choice);
  if (!begun && !form) return null;
  const fresh = { id: crypto.randomUUID(), ...at, door: door.id, state: '', position: 0 };
  const draft: Draft | null = begun ? { ...begun, ...at, visit } : form && { ...fresh, visit, form: { id: form.card.id, version: form.card.version, hash: form.card.hash } };
  if (draft) await tablet.saveDraft(draft, true).catch(notOpened);
  offerUndo(null);
  return draft;
}

function notOpened(error: unknown): never {
  throw new Error(`L’échange est noté, mais son entretien n’a pas pu s’ouvrir. ${sentenceOf(error)}`, { cause: error });
}

/** A withdrawn exchange takes the form begun for it along. */
export async function dropDraftOf(tablet: Tablet, at: At, door: DoorCard, visit: string): Promise<void> {
  if (!door.draft) return;
  const draft = await tablet.draft(at.entrance, door.id);
  if (draft?.visit === visit) await tablet.discardDraft(draft.id);
}
