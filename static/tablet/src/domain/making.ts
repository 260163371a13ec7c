/** Making entries: an id and exact bytes, the moment something is noted. */
import { toBase64Url } from '../../../sealing/base64url';
import type {
  AnswersEntry, AnswersWithdrawalEntry, AnyLogEntry, AttachmentEntry, CaseEntry, CaseStepEntry, CodedAnswers, DoorDefinition, DoorLabel, MeetingOutcome, MeetingPlace, Mode,
  Outcome, Paper, SealedText, Seen, Slot,
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
  | { kind: 'visit'; door: string; outcome: Outcome; slot: Slot | null; day?: string | null; replaces: string | null; paper?: Paper; receipt?: string }
  | { kind: 'opposition_lifted'; door: string }
  | { kind: 'session'; mode: Mode; workers: string[]; replaces: string | null }
  | { kind: 'session_end'; session: string }
  | { kind: 'encounter'; session: string; place: MeetingPlace; outcome: MeetingOutcome; replaces: string | null; receipt?: string }
  | { kind: 'headcount'; session: string; adults: number; children: number }
  | { kind: 'taking'; floors: { from: number; to: number } | null }
  | { kind: 'door_move'; door: string; floor: number }
  | { kind: 'door_merge'; door: string; into: string | null }
  | { kind: 'door_removal'; doors: string[] }
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
  receipt?: string;
}

/** Answers carry the day and no finer time, no door, no device, no author. */
export function makeAnswers(answered: Answered, hand: Hand, place: Place): AnswersEntry {
  return { ...answersHead(hand, place), kind: 'answers', ...answered };
}

export function makeAnswersWithdrawal(withdraws: string, hand: Hand, place: Place): AnswersWithdrawalEntry {
  return { ...answersHead(hand, place), kind: 'answers_withdrawal', withdraws };
}

/** Everything of a case but who, where and when. */
export type CaseOpened = Pick<CaseEntry, 'case' | 'matter' | 'theme' | 'service' | 'consent' | 'state' | 'due' | 'slot' | 'owner' | 'receipt'>;
export type CaseWentOn = Pick<CaseStepEntry, 'case' | 'after' | 'state' | 'due' | 'slot' | 'owner' | 'attempt' | 'reason'>;

export function makeCase(opened: CaseOpened, hand: Hand, place: Place): CaseEntry {
  return { ...answersHead(hand, place), kind: 'case', ...opened };
}

export function makeCaseStep(went: CaseWentOn, hand: Hand, place: Place): CaseStepEntry {
  return { ...answersHead(hand, place), kind: 'case_step', ...went };
}

export function makeAttachment(hand: Hand, place: Place, receipt: Pick<AttachmentEntry, 'receipt'> = {}): AttachmentEntry {
  return { ...answersHead(hand, place), kind: 'attachment', ...receipt };
}

/** `code`: the receipt code of the exchange. */
export function makeSealedText(entry: string, at: { door: string | null; visit: string }, identity: SealedText['identity'], hand: Hand, code: string | null = null): SealedText {
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
    ...(code !== null && { receipt: code }),
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
