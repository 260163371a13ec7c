/** What is offered right after an interview, and the door that a promise leads to: in memory only, never in the address. */
import { createSignal } from 'solid-js';

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
