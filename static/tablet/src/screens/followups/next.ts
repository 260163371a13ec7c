/** What is offered right after an interview, and the door that a promise leads to: in memory only, never in the address. */
import { createSignal } from 'solid-js';

import { SLOTS, type CodedAnswers, type Slot } from '../../domain/entries';

export interface JustTalked {
  entrance: string;
  door: string | null;
  visit: string;
}

const [talked, setTalked] = createSignal<JustTalked | null>(null);
const [wanted, setWanted] = createSignal<string | null>(null);

/** An interview that was finished a moment ago. */
export const justTalked = talked;
export const offerNext = setTalked;

/** A door to show as soon as its façade is there. */
export const wantedDoor = wanted;
export const wantDoor = setWanted;

/** What was said in an interview for whoever comes back: it fills in the promise, and is forgotten when the tablet is locked. */
export interface Said {
  name: string;
  phone: string;
  slot: Slot | null;
  /** Rights that the household could have, where it agreed to be contacted. */
  missing: readonly string[];
}

const NOTHING_SAID: Said = { name: '', phone: '', slot: null, missing: [] };
const REACHABLE = ['contact', 'share'];
let said: { visit: string; said: Said } | null = null;

/** By the names of the contact form's fields. A later form at the same visit takes nothing of it away. */
export function rememberSaid(visit: string, answers: CodedAnswers, identity: CodedAnswers): void {
  const before = saidAt(visit);
  const slot = SLOTS.find((one) => one === answers['call_back_moment']) ?? before.slot;
  const [missing, consent] = [answers['rights_missing'], textOf(answers['consent'])];
  const wanted = Array.isArray(missing) && REACHABLE.includes(consent) ? missing : consent === '' ? before.missing : [];
  said = { visit, said: { name: textOf(identity['person_name']) || before.name, phone: textOf(identity['person_telephone']) || before.phone, slot, missing: wanted } };
}

export function saidAt(visit: string | null): Said {
  return said !== null && said.visit === visit ? said.said : NOTHING_SAID;
}

export function forgetSaid(): void {
  said = null;
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
