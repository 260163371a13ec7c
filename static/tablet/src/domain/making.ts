/** Making entries: an id and exact bytes, the moment something is noted. */
import { toBase64Url } from '../../../sealing/base64url';
import type {
  AnswersEntry, AnswersWithdrawalEntry, AnyLogEntry, CodedAnswers, DoorDefinition, DoorLabel, Outcome, Paper, SealedText, Seen, Slot,
} from './entries';
import { uuid4, uuid7, type Random } from './ids';
import { formatMoment, localOffset, parisDay } from './moments';

/** Who notes, with which tablet, when. */
export interface Hand {
  organisation: string;
  device: string;
  author: string;
  clockErrorMs: number | null;
  now: number;
  random: Random;
}

export interface Place {
  round: string;
  entrance: string;
}

export type Noted =
  | { kind: 'visit'; door: string; outcome: Outcome; slot: Slot | null; replaces: string | null; paper?: Paper }
  | { kind: 'doors'; doors: DoorDefinition[] }
  | ({ kind: 'door_label'; door: string } & DoorLabel)
  | { kind: 'withdrawal'; withdraws: string };

export function makeLogEntry(noted: Noted, hand: Hand, place: Place, counter: number, seen: Seen | null): AnyLogEntry {
  return {
    format: 'palier-entry/1',
    id: uuid7(hand.now, hand.random),
    organisation: hand.organisation,
    device: hand.device,
    author: hand.author,
    round: place.round,
    entrance: place.entrance,
    counter,
    seen,
    made_at: formatMoment(hand.now, localOffset(hand.now)),
    clock_error_ms: hand.clockErrorMs,
    salt: salt(hand.random),
    ...noted,
  };
}

export interface Answered {
  form: { id: string; version: string };
  answers: CodedAnswers;
  counted: boolean;
  replaces: string | null;
}

/** Answers carry the day and no finer time, no door, no device, no author. */
export function makeAnswers(answered: Answered, hand: Hand, place: Place): AnswersEntry {
  return { ...answersHead(hand, place), kind: 'answers', ...answered };
}

export function makeAnswersWithdrawal(withdraws: string, hand: Hand, place: Place): AnswersWithdrawalEntry {
  return { ...answersHead(hand, place), kind: 'answers_withdrawal', withdraws };
}

export function makeSealedText(entry: string, at: { door: string; visit: string }, identity: SealedText['identity'], hand: Hand): SealedText {
  return {
    format: 'palier-sealed/1',
    entry,
    organisation: hand.organisation,
    door: at.door,
    visit: at.visit,
    device: hand.device,
    author: hand.author,
    made_at: formatMoment(hand.now, localOffset(hand.now)),
    identity,
    salt: salt(hand.random),
  };
}

function answersHead(hand: Hand, place: Place) {
  return {
    format: 'palier-answers/1' as const,
    id: uuid4(hand.random),
    organisation: hand.organisation,
    round: place.round,
    entrance: place.entrance,
    day: parisDay(hand.now + (hand.clockErrorMs ?? 0)),
    salt: salt(hand.random),
  };
}

function salt(random: Random): string {
  return toBase64Url(random(16));
}
