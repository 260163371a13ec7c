/** Entries of the office, made in this browser: the same as a tablet's, with the sheet's moment instead of now. */
import type { CodedAnswers, Outcome, SealedText, Slot } from '../../../tablet/src/domain/entries';
import type { EntranceFacts } from '../../../tablet/src/domain/entrance';
import type { Random } from '../../../tablet/src/domain/ids';
import { makeAnswers, makeLogEntry, makeSealedText, type Hand, type Noted, type Place } from '../../../tablet/src/domain/making';
import { formatMoment, localOffset } from '../../../tablet/src/domain/moments';
import type { Made } from '../../../tablet/src/store/packing';
import type { Setup } from './setup';

export interface Desk {
  setup: Pick<Setup, 'organisation' | 'device' | 'entrance'> & { round: { id: string } };
  /** The server's clock. */
  now(): number;
  random: Random;
}

export interface Line {
  door: string;
  outcome: Outcome;
  slot: Slot | null;
  replaces: string | null;
  author: string;
  /** The sheet's moment. */
  at: number;
  hourKnown: boolean;
}

/** It knows nothing but its sheet, so it has seen nothing; and the office's counters are moments (JOURNAL.md, "Doors"). */
export function makeLine(desk: Desk, line: Line) {
  const { door, outcome, slot, replaces, author, at, hourKnown } = line;
  const now = desk.now();
  const paper = { typed_at: formatMoment(now, localOffset(now)), hour_known: hourKnown };
  return makeLogEntry({ kind: 'visit', door, outcome, slot, replaces, paper }, handOf(desk, author, at), placeOf(desk), at, null);
}

/** What is said now, in the office: of doors, or that a line was wrong. */
export function makeNow(desk: Desk, author: string, noted: Exclude<Noted, { kind: 'visit' }>, facts: EntranceFacts) {
  const now = desk.now();
  return makeLogEntry(noted, handOf(desk, author, now), placeOf(desk), now, facts.seen);
}

export interface Interviewed {
  form: { id: string; version: string };
  answers: CodedAnswers;
  identity: SealedText['identity'];
  /** Answers given at this visit before, which these replace. */
  replaces: string | null;
}

/** Its day is that of the sheet. */
export function makeInterview(desk: Desk, line: { door: string; visit: string; author: string; at: number }, given: Interviewed): Made {
  const hand = handOf(desk, line.author, line.at);
  const { form, answers, replaces } = given;
  const made = makeAnswers({ form: { id: form.id, version: form.version }, answers, counted: true, replaces }, hand, placeOf(desk));
  return { made, sealedText: makeSealedText(made.id, { door: line.door, visit: line.visit }, given.identity, hand) };
}

export function handOf(desk: Desk, author: string, now: number): Hand {
  const { organisation, device } = desk.setup;
  return { organisation, device, author, clockErrorMs: null, now, random: desk.random };
}

export function placeOf({ setup }: Desk): Place {
  return { round: setup.round.id, entrance: setup.entrance };
}
